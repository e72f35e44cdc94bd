import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type SecretKey, withKeyBytes } from '../../src/crypto/secret-key.ts';
import { run } from './fixtures.ts';

/**
 * Lets other implementations read our ciphertext: a LUKS1 header made with the same volume key goes before it
 * (cryptsetup runs without kernel support).
 */
function behindLuksHeader(
  extent: string,
  dek: SecretKey,
  folder: string,
): { luks: string; passphrase: string } {
  const [luks, keyFile, passphrase] = ['luks.img', 'volume.key', 'passphrase'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const headerBytes = 2 * 1024 * 1024;
  const size = statSync(extent).size;
  const fd = openSync(luks, 'w');
  ftruncateSync(fd, headerBytes + size);
  closeSync(fd);
  withKeyBytes(dek, (bytes) => writeFileSync(keyFile, bytes));
  writeFileSync(passphrase, 'open sesame');
  run(
    'cryptsetup',
    ...['luksFormat', '--batch-mode', '--type', 'luks1', '--cipher', 'aes-xts-plain64', '--key-size', '512'],
    ...['--pbkdf-force-iterations', '1000', '--volume-key-file', keyFile, '--key-file', passphrase, luks],
  );
  const header = readFileSync(luks);
  const payloadSector = header.readUInt32BE(104);
  const out = openSync(luks, 'r+');
  writeSync(out, readFileSync(extent), 0, size, payloadSector * 512);
  ftruncateSync(out, payloadSector * 512 + size);
  closeSync(out);
  return { luks, passphrase };
}

/** The bytes of the whole disk as qemu-img decrypts them; holes come out as noise. */
export function decryptWithQemu(extent: string, dek: SecretKey, folder: string): Buffer {
  const { luks, passphrase } = behindLuksHeader(extent, dek, folder);
  const raw = join(folder, 'luks.raw');
  run(
    'qemu-img',
    ...['convert', '--object', `secret,id=key,file=${passphrase}`, '--image-opts'],
    ...[`driver=luks,key-secret=key,file.filename=${luks}`, '-O', 'raw', raw],
  );
  return readFileSync(raw);
}

/** The same, as the luks filter of nbdkit decrypts them. */
export function decryptWithNbdkit(extent: string, dek: SecretKey, folder: string): Buffer {
  const { luks, passphrase } = behindLuksHeader(extent, dek, folder);
  const raw = join(folder, 'nbdkit.raw');
  run(
    'nbdkit',
    ...['--unix', '-', '--filter=luks', 'file', luks, `passphrase=+${passphrase}`],
    ...['--run', `nbdcopy "$uri" '${raw}'`],
  );
  return readFileSync(raw);
}

/** What qemu-img reads from a disk of any format, as raw bytes. */
export function rawWithQemu(path: string, folder: string): Buffer {
  const raw = join(folder, 'judge.raw');
  run('qemu-img', 'convert', '-O', 'raw', path, raw);
  return readFileSync(raw);
}

/** Copies a file so that its holes become written zeros, as a plain `cp` of old did. */
export function copyWithoutHoles(from: string, to: string): void {
  copyFileSync(from, to);
  const fd = openSync(to, 'r+');
  const block = Buffer.alloc(65536);
  for (let at = 0; ; at += block.length) {
    const got = readSync(fd, block, 0, block.length, at);
    if (got === 0) break;
    writeSync(fd, block, 0, got, at);
  }
  closeSync(fd);
}
