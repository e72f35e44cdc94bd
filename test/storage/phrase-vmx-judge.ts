import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync } from 'node:crypto';

/**
 * A reader and a writer of VMX files that a passphrase protects, written from the format's description with nothing of
 * the product: what it reads and writes is what other tools do.
 */
export interface Judged {
  readonly hidden: string;
  readonly dataFileKey: Buffer;
}

export function judgeVmx(text: string, passphrase: string): Judged {
  const safe = decodeURIComponent(/^encryption\.keySafe = "(.*)"$/m.exec(text)?.[1] ?? '');
  const form =
    /^vmware:key\/list\/\(pair\/\(phrase\/[^/]+=*\/pass2key=PBKDF2-HMAC-SHA-1:cipher=AES-256:rounds=(\d+):salt=([^,]+),HMAC-SHA-1,([^)]+)\)\)$/.exec(
      safe.replace(/(phrase\/)[A-Za-z0-9+/]+=*(\/pass2key)/, '$1id$2'),
    );
  const salt = Buffer.from(decodeURIComponent(form?.[2] ?? ''), 'base64');
  const derived = pbkdf2Sync(passphrase, salt, Number(form?.[1]), 32, 'sha1');
  const key = keyIn(open(derived, Buffer.from(form?.[3] ?? '', 'base64')));
  const data = Buffer.from(/^encryption\.data = "(.*)"$/m.exec(text)?.[1] ?? '', 'base64');
  const hidden = open(key, data);
  const entry = /^dataFileKey = "(.*)"$/m.exec(hidden)?.[1] ?? '';
  return { hidden, dataFileKey: keyIn(entry) };
}

/** As a desktop product writes one, under a key of 64 bytes, which it calls one for XTS. */
export function forgeVmx(hidden: string, passphrase: string, rounds: string = '10000'): string {
  const salt = Buffer.alloc(16, 0xfb);
  const key = Buffer.alloc(64, 0xa5);
  const entry = `type=key:cipher=XTS-AES-256:key=${key.toString('base64').replaceAll('=', '%3d').replaceAll('/', '%2f').replaceAll('+', '%2b')}`;
  const derived = pbkdf2Sync(passphrase, salt, 10_000, 64, 'sha1');
  const dictionary = `pass2key=PBKDF2-HMAC-SHA-1:cipher=XTS-AES-256:rounds=${rounds}:salt=${encodeURIComponent(salt.toString('base64'))}`;
  const safe = `vmware:key/list/(pair/(phrase/${encodeURIComponent('kDaz3fvXyC4=')}/${encodeURIComponent(dictionary)},HMAC-SHA-1,${encodeURIComponent(seal(derived, entry).toString('base64'))}))`;
  return `.encoding = "UTF-8"\ndisplayName = "desk"\nencryption.keySafe = "${safe}"\nencryption.data = "${seal(key, hidden).toString('base64')}"\n`;
}

function keyIn(entry: string): Buffer {
  return Buffer.from(decodeURIComponent(/:key=(.+)$/.exec(entry)?.[1] ?? ''), 'base64');
}

function open(key: Buffer, blob: Buffer): string {
  const decipher = createDecipheriv('aes-256-cbc', key.subarray(0, 32), blob.subarray(0, 16));
  const plain = Buffer.concat([decipher.update(blob.subarray(16, -20)), decipher.final()]);
  const mac = createHmac('sha1', key).update(plain).digest();
  if (!mac.equals(blob.subarray(-20))) throw new Error('the MAC differs');
  return plain.toString('utf8');
}

function seal(key: Buffer, plain: string): Buffer {
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), iv);
  const mac = createHmac('sha1', key).update(plain).digest();
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), mac]);
}
