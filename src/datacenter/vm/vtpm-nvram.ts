import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import type { EndorsementKind } from '../keys/kept-identity.ts';

/**
 * A virtual TPM keeps its state at the end of the VM's NVRAM, which is sealed with VM Home: after what the firmware
 * keeps come its endorsement keys, the length of that section, and a mark. Nothing else holds the private keys.
 *
 * Each key: kind (1 byte), then private key (PEM), signing request and certificate (DER), each after its length (4, LE).
 */
export interface EndorsementKey {
  readonly kind: EndorsementKind;
  /** Zeroised by whoever opened the section. */
  readonly keyPem: Uint8Array;
  readonly request: Uint8Array;
  readonly certificate: Uint8Array;
}

const MARK = Buffer.from('vSealTP1', 'latin1');
const TRAILER_BYTES = 4 + MARK.length;
const KINDS: readonly EndorsementKind[] = ['RSA', 'ECC'];
const LIMIT_FIELD_BYTES = 16_384;

/** What the firmware keeps, without a virtual TPM. */
export function firmwareOf(nvram: Uint8Array): Uint8Array {
  const section = sectionOf(nvram);
  return section === undefined ? nvram : nvram.subarray(0, nvram.length - TRAILER_BYTES - section.length);
}

/** The NVRAM with a virtual TPM of these keys, in place of one that it has. */
export function withVtpm(nvram: Uint8Array, keys: readonly EndorsementKey[]): Uint8Array {
  const parts = keys.flatMap(({ kind, keyPem, request, certificate }) => [
    Buffer.of(KINDS.indexOf(kind)),
    ...[keyPem, request, certificate].flatMap((field) => [lengthBytes(field.length), field]),
  ]);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([firmwareOf(nvram), ...parts, lengthBytes(length), MARK]);
}

/** The endorsement keys in an opened NVRAM; the caller calls `forgetKeys` on them. */
export function vtpmKeysIn(nvram: Uint8Array): Result<EndorsementKey[], 'absent' | 'damaged'> {
  const section = sectionOf(nvram);
  if (section === undefined) return fail('absent');
  const keys: EndorsementKey[] = [];
  let at = 0;
  const field = (): Uint8Array | undefined => {
    if (at + 4 > section.length) return undefined;
    const length = section.readUInt32LE(at);
    at += 4 + length;
    if (length > LIMIT_FIELD_BYTES || at > section.length) return undefined;
    return Uint8Array.from(section.subarray(at - length, at));
  };
  while (at < section.length) {
    const kind = KINDS[section[at++] ?? -1];
    const [keyPem, request, certificate] = [field(), field(), field()];
    if (kind === undefined || !keyPem || !request || !certificate) {
      forgetKeys(keys);
      return fail('damaged');
    }
    keys.push({ kind, keyPem, request, certificate });
  }
  return ok(keys);
}

export function forgetKeys(keys: readonly EndorsementKey[]): void {
  for (const { keyPem } of keys) zeroise(keyPem);
}

function sectionOf(nvram: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(nvram.buffer, nvram.byteOffset, nvram.length);
  const end = bytes.length - TRAILER_BYTES;
  if (end < 0 || !bytes.subarray(end + 4).equals(MARK)) return undefined;
  const length = bytes.readUInt32LE(end);
  return length > end ? undefined : bytes.subarray(end - length, end);
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}
