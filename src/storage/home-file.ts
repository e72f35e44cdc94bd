import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { NONCE_BYTES, openGcm, sealGcm, TAG_BYTES } from '../crypto/aes-gcm.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { type FolderSync, readSmallFile, replaceFile } from './durable-file.ts';
import type { StorageFault } from './storage-fault.ts';
import { homeFileKey } from './vm-home.ts';

/**
 * A whole file of VM Home (NVRAM, snapshot state, …), sealed: a header of 64 bytes, then chunks of 1 MiB, each
 * AES-256-GCM under the role's key with a fresh nonce. The header, the VM and the chunk's number are associated
 * data, so that chunks, files, roles and VMs cannot be exchanged; the length in the header shows a cut.
 */
export interface HomeFileSeal {
  readonly homeKey: SecretKey;
  /** As `vmUuidOf` gives it. */
  readonly vmUuid: string;
  /** The kind of file, at most 16 letters: `nvram`, `vmsn`, `vmss`, … */
  readonly role: string;
}

export interface OpenedHomeFile {
  readonly content: Uint8Array;
  readonly generation: number;
}

const MAGIC = 'vSealHF1';
const HEADER_BYTES = 64;
const CHUNK_BYTES = MiB;
const CHUNK_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;
const LIMIT_FILE_BYTES = 4096 * MiB;

/** Replaces the file with sealed `content`. `generation` is one more than the file had. */
export function writeHomeFile(
  path: string,
  content: Uint8Array,
  seal: HomeFileSeal & { readonly generation: number },
  folderSync: FolderSync = {},
): Result<void, StorageFault> {
  const header = formatHeader(seal.role, seal.generation, content.length);
  return replaceFile(path, sealedParts(content, header, seal), folderSync);
}

/** Opens a sealed file; nothing is given out unless all of it is genuine. */
export function readHomeFile(path: string, seal: HomeFileSeal): Result<OpenedHomeFile, StorageFault> {
  const file = readSmallFile(path, LIMIT_FILE_BYTES);
  if (!file.ok) return file;
  const notGenuine = (reason: string) => fail({ kind: 'KeyIntegrityFault', path, reason } as const);
  const header = file.value.subarray(0, HEADER_BYTES);
  const parsed = parseHeader(header);
  if (parsed === undefined) {
    return fail({ kind: 'InvalidFileFormat', path, reason: 'it is no sealed file of a VM home' });
  }
  const { role, generation, lengthBytes } = parsed;
  if (role !== seal.role) return notGenuine(`it is the VM's ${role} file, not its ${seal.role} file`);
  const chunks = chunkCount(lengthBytes);
  if (file.value.length !== HEADER_BYTES + lengthBytes + chunks * CHUNK_OVERHEAD_BYTES) {
    return notGenuine('it was cut or has been added to');
  }
  const key = homeFileKey(seal.homeKey, seal.vmUuid, seal.role);
  const content = new Uint8Array(lengthBytes);
  for (let index = 0; index < chunks; index++) {
    const start = HEADER_BYTES + index * (CHUNK_BYTES + CHUNK_OVERHEAD_BYTES);
    const sealed = file.value.subarray(start, start + CHUNK_BYTES + CHUNK_OVERHEAD_BYTES);
    const opened = openGcm(key, sealed, associatedData(header, seal.vmUuid, index));
    if (!opened.ok) return notGenuine(`its part ${index + 1} of ${chunks} is not genuine`);
    content.set(opened.value, index * CHUNK_BYTES);
  }
  return ok({ content, generation });
}

/** True when the file's first bytes say that it is sealed. */
export function isSealedHomeFile(content: Uint8Array): boolean {
  return Buffer.from(content.subarray(0, MAGIC.length)).toString('latin1') === MAGIC;
}

function* sealedParts(content: Uint8Array, header: Uint8Array, seal: HomeFileSeal): Generator<Uint8Array> {
  yield header;
  const key = homeFileKey(seal.homeKey, seal.vmUuid, seal.role);
  for (let index = 0; index < chunkCount(content.length); index++) {
    const chunk = content.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    yield sealGcm(key, chunk, associatedData(header, seal.vmUuid, index));
  }
}

/** An empty file has one empty chunk, so that its header too is authenticated. */
function chunkCount(lengthBytes: number): number {
  return Math.max(1, Math.ceil(lengthBytes / CHUNK_BYTES));
}

/** magic (8) | generation (8, LE) | length (8, LE) | role (16, padded) | zeros. */
function formatHeader(role: string, generation: number, lengthBytes: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeBigUInt64LE(BigInt(generation), 8);
  header.writeBigUInt64LE(BigInt(lengthBytes), 16);
  header.write(role, 24, 16, 'latin1');
  return header;
}

function parseHeader(
  header: Uint8Array,
): { role: string; generation: number; lengthBytes: number } | undefined {
  if (header.length < HEADER_BYTES || !isSealedHomeFile(header)) return undefined;
  const view = Buffer.from(header.buffer, header.byteOffset, HEADER_BYTES);
  const generation = Number(view.readBigUInt64LE(8));
  const lengthBytes = Number(view.readBigUInt64LE(16));
  if (!Number.isSafeInteger(generation) || lengthBytes > LIMIT_FILE_BYTES) return undefined;
  const role = view.toString('latin1', 24, 40).replace(/\0+$/, '');
  return { role, generation, lengthBytes };
}

function associatedData(header: Uint8Array, vmUuid: string, chunk: number): Uint8Array {
  return Buffer.concat([header, Buffer.from(`${vmUuid}|${chunk}`)]);
}
