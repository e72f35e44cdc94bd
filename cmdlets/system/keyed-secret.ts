import type { Host } from '../../src/cmdlet/host.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { convertTo, requiredType } from '../../src/values/convert.ts';
import type { SecureString } from '../../src/values/credential.ts';
import { secureString } from '../../src/values/credential.ts';
import { bytesArgument } from '../../src/values/net/bytes.ts';
import type { Value } from '../../src/values/value.ts';

/**
 * The text form of a SecureString under a key, as PowerShell writes it: a mark, then in Base64 the UTF-16 text
 * `2|IV in Base64|hexadecimal digits` of the secret's UTF-16 text under AES-CBC.
 */
const MARK = '76492d1116743f0423413b16050a5345';
const IV_BYTES = 16;
const KEY_SIZES = [16, 24, 32];

/** From -Key (bytes) or -SecureKey (its UTF-16 text); undefined where neither is given. */
export function keyOf(
  invocation: Invocation,
  args: { readonly Key: readonly Value[] | undefined; readonly SecureKey: SecureString | undefined },
): Uint8Array | undefined {
  const { Key, SecureKey } = args;
  if (Key === undefined && SecureKey === undefined) return undefined;
  const key =
    SecureKey?.reveal((text) => Buffer.from(text, 'utf16le')) ??
    bytesArgument((Key ?? []).map((byte) => convertTo(byte, requiredType('byte'))));
  if (KEY_SIZES.includes(key.length)) return key;
  return invocation.throwTerminating({
    message: `A key has 16, 24 or 32 bytes; this one has ${key.length}.`,
    id: 'ImportSecureString_InvalidArgument_CryptographicError',
    category: 'InvalidArgument',
    advice: '-Key takes bytes (1..32), -SecureKey a SecureString of 8, 12 or 16 characters.',
    exceptionType: 'System.Security.Cryptography.CryptographicException',
  });
}

export function sealed(host: Host, secret: SecureString, key: Uint8Array): string {
  const iv = host.randomBytes(IV_BYTES);
  const data = secret.reveal((text) => host.aesCbc('encrypt', key, iv, Buffer.from(text, 'utf16le')));
  const digits = Buffer.from(data ?? []).toString('hex');
  const packed = `2|${Buffer.from(iv).toString('base64')}|${digits}`;
  return MARK + Buffer.from(packed, 'utf16le').toString('base64');
}

/** Undefined where the text is not of this form, or was made with another key. */
export function opened(host: Host, text: string, key: Uint8Array): SecureString | undefined {
  if (!text.startsWith(MARK)) return undefined;
  const packed = Buffer.from(text.slice(MARK.length), 'base64').toString('utf16le');
  const [, iv = '', digits = ''] = /^2\|([A-Za-z0-9+/=]+)\|((?:[0-9a-fA-F]{32})+)$/.exec(packed) ?? [];
  const ivBytes = Buffer.from(iv, 'base64');
  if (ivBytes.length !== IV_BYTES) return undefined;
  const data = host.aesCbc('decrypt', key, ivBytes, Buffer.from(digits, 'hex'));
  if (data === undefined || data.length % 2 !== 0) return undefined;
  return secureString(Buffer.from(data).toString('utf16le'));
}
