import { closeSync } from 'node:fs';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { GiB } from '../base/units.ts';
import { openDisk } from './disk.ts';
import { openExtentFiles, openLayer, readChain } from './disk-chain.ts';
import { diskKeyId, type KeyRing, openDataKey } from './disk-key.ts';
import { BLOCK_BYTES, isZero } from './extent-map.ts';
import { attempt, type StorageFault, storageFaultText } from './storage-fault.ts';

/** One thing that was checked; `problem` says what is wrong with it. */
export interface CheckFinding {
  readonly check: 'descriptor' | 'extents' | 'key' | 'ciphertext' | 'reading';
  /** Base name of the descriptor: a chain has several. */
  readonly disk: string;
  readonly problem: string | undefined;
}

export interface DiskCheck {
  readonly isSound: boolean;
  readonly findings: readonly CheckFinding[];
  /** False where a key was not given: then key and reading were not checked. */
  readonly hasCheckedKeys: boolean;
}

const SAMPLES = 64;
/** Bits per byte. A random block of 4 KiB has 7.95 and is below 7.8 once in far more blocks than disks hold. */
const LEAST_ENTROPY = 7.8;

/**
 * Checks a disk without changing it: descriptors and chain, extents, that each key unwraps, that samples of an
 * encrypted extent look like ciphertext, and that the guest's bytes can be read. A fault only when there is no
 * descriptor at all to begin with; every other problem is a finding.
 */
export function checkDisk(path: string, keys?: KeyRing): Result<DiskCheck, StorageFault> {
  const chain = readChain(path);
  if (!chain.ok && chain.fault.kind === 'FileNotFound' && chain.fault.path === path) return chain;
  if (!chain.ok) return ok(result([finding('descriptor', path, chain.fault)], false));
  const findings: CheckFinding[] = [];
  let hasCheckedKeys = true;
  for (const link of chain.value) {
    findings.push(finding('descriptor', link.path, undefined));
    const extents = openExtentFiles(link, 'read');
    findings.push(finding('extents', link.path, extents.ok ? undefined : extents.fault));
    if (!extents.ok) continue;
    for (const { fd } of extents.value) closeSync(fd);
    const keyId = diskKeyId(link.descriptor, link.path);
    if (!keyId.ok) findings.push(finding('key', link.path, keyId.fault));
    if (!keyId.ok || keyId.value === undefined) continue;
    const sampled = sampleCiphertext(link.path);
    findings.push(finding('ciphertext', link.path, sampled.ok ? undefined : sampled.fault));
    const kek = keys?.(keyId.value);
    if (kek === undefined) hasCheckedKeys = false;
    else {
      const dek = openDataKey(link.descriptor, kek, link.path);
      findings.push(finding('key', link.path, dek.ok ? undefined : dek.fault));
    }
  }
  if (hasCheckedKeys && findings.every(({ problem }) => problem === undefined)) {
    const read = sampleGuest(path, keys);
    findings.push(finding('reading', path, read.ok ? undefined : read.fault));
  }
  return ok(result(findings, hasCheckedKeys));
}

function result(findings: readonly CheckFinding[], hasCheckedKeys: boolean): DiskCheck {
  return { isSound: findings.every(({ problem }) => problem === undefined), findings, hasCheckedKeys };
}

function finding(check: CheckFinding['check'], path: string, fault: StorageFault | undefined): CheckFinding {
  return { check, disk: basename(path), problem: fault && storageFaultText(fault).message };
}

/** Looks at blocks spread over the layer's data: each is either never written or has the entropy of ciphertext. */
function sampleCiphertext(path: string): Result<void, StorageFault> {
  const chain = readChain(path);
  if (!chain.ok) return chain;
  const layer = openLayer(chain.value[0], 'read', 'ciphertext');
  if (!layer.ok) return layer;
  const { capacityBytes } = layer.value;
  const block = new Uint8Array(BLOCK_BYTES);
  const suspect = attempt(path, 'read', () => {
    const step = Math.max(BLOCK_BYTES, Math.floor(capacityBytes / SAMPLES / BLOCK_BYTES) * BLOCK_BYTES);
    for (let from = 0; from + BLOCK_BYTES <= capacityBytes; from += step) {
      const [range] = layer.value.dataRanges(from, Math.min(step, capacityBytes - from, GiB));
      if (range === undefined || range.lengthBytes < BLOCK_BYTES) continue;
      layer.value.read(block, range.offset);
      if (!isZero(block) && entropy(block) < LEAST_ENTROPY) return range.offset;
    }
    return undefined;
  });
  layer.value.close();
  if (!suspect.ok || suspect.value === undefined) return suspect.ok ? ok(undefined) : suspect;
  const reason = `the block at byte ${suspect.value} is no ciphertext: something wrote to the extent in clear`;
  return fail({ kind: 'InvalidFileFormat', path, reason });
}

/** Reads through all layers at places spread over the disk. */
function sampleGuest(path: string, keys: KeyRing | undefined): Result<void, StorageFault> {
  const disk = openDisk(path, keys === undefined ? { access: 'read' } : { access: 'read', keys });
  if (!disk.ok) return disk;
  const { capacityBytes } = disk.value;
  const block = new Uint8Array(Math.min(BLOCK_BYTES, capacityBytes));
  const step = Math.max(BLOCK_BYTES, Math.floor(capacityBytes / SAMPLES / BLOCK_BYTES) * BLOCK_BYTES);
  let read: Result<void, StorageFault> = ok(undefined);
  for (let at = 0; read.ok && at + block.length <= capacityBytes; at += step)
    read = disk.value.read(block, at);
  disk.value.close();
  return read;
}

/** Shannon entropy of the bytes, in bits per byte. */
function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
