import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { diskKeyId, type KeyRing, openDataKey } from './disk-key.ts';
import type { DiskLayer } from './disk-layer.ts';
import { createEncryptedFlatLayer, createPlainFlatLayer, type FlatSegment } from './flat-layer.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import {
  capacityBytesOf,
  isPlainFileName,
  NO_PARENT,
  readDescriptor,
  type VmdkDescriptor,
} from './vmdk-descriptor.ts';

export interface Chain {
  /** Topmost first. */
  readonly layers: readonly [DiskLayer, ...DiskLayer[]];
  readonly isEncrypted: boolean;
}

/** One disk of a chain: its descriptor's path and content. */
export interface ChainLink {
  readonly path: string;
  readonly descriptor: VmdkDescriptor;
}

/** vSphere keeps at most 32 snapshots in a chain. */
const LIMIT_LINKS = 33;

/** Reads the descriptors of a disk and its parents, topmost first, and checks that each names its parent's content. */
export function readChain(path: string): Result<readonly [ChainLink, ...ChainLink[]], StorageFault> {
  const top = readLink(path);
  if (!top.ok) return top;
  const links: [ChainLink, ...ChainLink[]] = [top.value];
  for (let child = top.value; child.descriptor.parentCid !== NO_PARENT; ) {
    const { path: childPath, descriptor } = child;
    const malformed = (reason: string) =>
      fail({ kind: 'InvalidFileFormat', path: childPath, reason } as const);
    const hint = descriptor.parentFileNameHint ?? '';
    if (!isPlainFileName(hint)) return malformed('its parentFileNameHint names no file beside it');
    if (links.length === LIMIT_LINKS) return malformed(`a chain has at most ${LIMIT_LINKS} disks`);
    const parent = readLink(join(dirname(childPath), hint));
    if (!parent.ok) return parent;
    if (parent.value.descriptor.cid !== descriptor.parentCid) {
      return malformed(`its parent ${hint} was changed since this child was made: the content ids differ`);
    }
    if (capacityBytesOf(parent.value.descriptor) !== capacityBytesOf(descriptor)) {
      return malformed(`its parent ${hint} has another capacity`);
    }
    links.push(parent.value);
    child = parent.value;
  }
  return ok(links);
}

/** KEKs by id; or `ciphertext`, to handle the layers' bytes as they lie, without any key. */
export type LayerKeys = KeyRing | 'ciphertext' | undefined;

/** Opens every layer of a disk: the topmost for `access`, its parents for reading. */
export function openChain(
  path: string,
  access: 'read' | 'write',
  keys: LayerKeys,
): Result<Chain, StorageFault> {
  const links = readChain(path);
  if (!links.ok) return links;
  const layers: DiskLayer[] = [];
  for (const [index, link] of links.value.entries()) {
    const layer = openLayer(link, index === 0 ? access : 'read', keys);
    if (!layer.ok) {
      for (const open of layers) open.close();
      return layer;
    }
    layers.push(layer.value);
  }
  const isEncrypted = links.value.some((link) => link.descriptor.encryptionKeys !== undefined);
  return ok({ layers: layers as [DiskLayer, ...DiskLayer[]], isEncrypted });
}

function readLink(path: string): Result<ChainLink, StorageFault> {
  const descriptor = readDescriptor(path);
  return descriptor.ok ? ok({ path, descriptor: descriptor.value }) : descriptor;
}

function openLayer(
  { path, descriptor }: ChainLink,
  access: 'read' | 'write',
  keys: LayerKeys,
): Result<DiskLayer, StorageFault> {
  const capacityBytes = capacityBytesOf(descriptor);
  const keyId = diskKeyId(descriptor, path);
  if (!keyId.ok) return keyId;
  if (keyId.value === undefined || keys === 'ciphertext') {
    const segments = openFlatSegments({ path, descriptor }, access);
    return segments.ok ? ok(createPlainFlatLayer(segments.value, capacityBytes)) : segments;
  }
  const kek = keys?.(keyId.value);
  if (kek === undefined) return fail({ kind: 'EncryptionKeyRequired', path, key: keyId.value });
  const dek = openDataKey(descriptor, kek, path);
  if (!dek.ok) return dek;
  const segments = openFlatSegments({ path, descriptor }, access);
  if (!segments.ok) return segments;
  const [only] = segments.value;
  if (only === undefined || segments.value.length > 1) {
    for (const { fd } of segments.value) closeSync(fd);
    return fail({ kind: 'InvalidFileFormat', path, reason: 'an encrypted flat disk has exactly one extent' });
  }
  return ok(createEncryptedFlatLayer(only, dek.value));
}

/** Opens the extents of a flat disk; each must be a regular file beside the descriptor and hold what it promises. */
export function openFlatSegments(
  { path, descriptor }: ChainLink,
  access: 'read' | 'write',
): Result<FlatSegment[], StorageFault> {
  const { createType } = descriptor;
  if (!['monolithicFlat', 'vmfs', 'vmfsThin', 'twoGbMaxExtentFlat'].includes(createType)) {
    return fail({ kind: 'UnsupportedDiskFormat', path, format: createType });
  }
  const segments: FlatSegment[] = [];
  let offset = 0;
  for (const extent of descriptor.extents) {
    const lengthBytes = extent.sectors * SECTOR_BYTES;
    if (extent.type !== 'ZERO') {
      const fd = openExtent(
        join(dirname(path), extent.fileName),
        access,
        (extent.offsetSectors + extent.sectors) * SECTOR_BYTES,
      );
      if (!fd.ok) {
        for (const segment of segments) closeSync(segment.fd);
        return fd;
      }
      segments.push({ fd: fd.value, fileOffset: extent.offsetSectors * SECTOR_BYTES, offset, lengthBytes });
    }
    offset += lengthBytes;
  }
  return ok(segments);
}

function openExtent(
  path: string,
  access: 'read' | 'write',
  neededBytes: number,
): Result<number, StorageFault> {
  const flags =
    (access === 'write' ? constants.O_RDWR : constants.O_RDONLY) |
    constants.O_NOFOLLOW |
    constants.O_NONBLOCK;
  const fd = attempt(path, 'open', () => openSync(path, flags));
  if (!fd.ok) return fd;
  const stat = fstatSync(fd.value);
  if (stat.isFile() && stat.size >= neededBytes) return fd;
  closeSync(fd.value);
  const reason = stat.isFile()
    ? `the extent has ${stat.size} bytes where its descriptor promises ${neededBytes}`
    : 'the extent is no regular file';
  return fail({ kind: 'InvalidFileFormat', path, reason });
}
