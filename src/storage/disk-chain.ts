import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { createConcatLayer } from './concat-layer.ts';
import { hasEmbeddedDescriptor, readDescriptor } from './descriptor-file.ts';
import { diskKeyId, type KeyRing, openDataKey } from './disk-key.ts';
import type { DiskLayer } from './disk-layer.ts';
import { createEncryptedFlatLayer, createPlainFlatLayer, type FlatSegment } from './flat-layer.ts';
import { requireWhole } from './in-place-journal.ts';
import { createSparseLayer } from './sparse-layer.ts';
import { attempt, StorageError, type StorageFault } from './storage-fault.ts';
import { createStreamLayer } from './stream-layer.ts';
import {
  capacityBytesOf,
  isPlainFileName,
  NO_PARENT,
  type VmdkDescriptor,
  type VmdkExtent,
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
    const parentPath = parentPathOf(childPath, hint);
    if (parentPath === undefined) {
      return malformed('its parentFileNameHint names no file beside it or in a folder beside its own');
    }
    if (links.length === LIMIT_LINKS) return malformed(`a chain has at most ${LIMIT_LINKS} disks`);
    const parent = readLink(parentPath);
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

/**
 * The parent that a hint names: a file beside the child, or `../folder/file` for a linked clone's parent in another
 * VM's folder. Nothing else is followed: the hint is untrusted text.
 */
export function parentPathOf(childPath: string, hint: string): string | undefined {
  const folder = dirname(childPath);
  if (isPlainFileName(hint)) return join(folder, hint);
  const [up, sibling = '', name = '', ...more] = hint.split('/');
  if (up !== '..' || more.length > 0 || !isPlainFileName(sibling) || !isPlainFileName(name)) return undefined;
  const siblingFolder = join(dirname(folder), sibling);
  const isFolder = lstatSync(siblingFolder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(siblingFolder, name) : undefined;
}

/** The hint by which a child finds its parent; undefined where none can. */
export function parentHint(childPath: string, parentPath: string): string | undefined {
  const hint =
    dirname(childPath) === dirname(parentPath)
      ? basename(parentPath)
      : `../${basename(dirname(parentPath))}/${basename(parentPath)}`;
  return parentPathOf(childPath, hint) === parentPath ? hint : undefined;
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

/** Opens the layer of one disk without its parents. */
export function openLayer(
  link: ChainLink,
  access: 'read' | 'write',
  keys: LayerKeys,
): Result<DiskLayer, StorageFault> {
  const key = layerKey(link, keys);
  if (!key.ok) return key;
  const files = openExtentFiles(link, access);
  if (!files.ok) return files;
  const layer = attempt(link.path, 'open', () => buildLayer(link, files.value, key.value));
  if (!layer.ok) for (const { fd } of files.value) closeSync(fd);
  return layer;
}

/** An open extent of a disk; `offset` is where in the disk it begins, in bytes. */
export interface ExtentFile {
  readonly fd: number;
  readonly path: string;
  readonly extent: VmdkExtent;
  readonly offset: number;
}

/** Opens the extents of a disk; each must be a regular file beside the descriptor, and a flat one hold what it promises. */
export function openExtentFiles(
  link: ChainLink,
  access: 'read' | 'write',
): Result<ExtentFile[], StorageFault> {
  const { path, descriptor } = link;
  const files: ExtentFile[] = [];
  let offset = 0;
  for (const extent of descriptor.extents) {
    if (extent.type !== 'ZERO') {
      const file = hasEmbeddedDescriptor(descriptor) ? path : join(dirname(path), extent.fileName);
      const isFlat = extent.type !== 'SPARSE';
      const fd = openExtent(
        file,
        access,
        isFlat ? (extent.offsetSectors + extent.sectors) * SECTOR_BYTES : 0,
      );
      if (!fd.ok) {
        for (const open of files) closeSync(open.fd);
        return fd;
      }
      files.push({ fd: fd.value, path: file, extent, offset });
    }
    offset += extent.sectors * SECTOR_BYTES;
  }
  return ok(files);
}

function readLink(path: string): Result<ChainLink, StorageFault> {
  const whole = requireWhole(path);
  if (!whole.ok) return whole;
  const descriptor = readDescriptor(path);
  return descriptor.ok ? ok({ path, descriptor: descriptor.value }) : descriptor;
}

/** The data key of the disk; undefined for a plain one and where its ciphertext is wanted. */
function layerKey(
  { path, descriptor }: ChainLink,
  keys: LayerKeys,
): Result<SecretKey | undefined, StorageFault> {
  const keyId = diskKeyId(descriptor, path);
  if (!keyId.ok) return keyId;
  if (keyId.value === undefined || keys === 'ciphertext') return ok(undefined);
  const kek = keys?.(keyId.value);
  if (kek === undefined) return fail({ kind: 'EncryptionKeyRequired', path, key: keyId.value });
  return openDataKey(descriptor, kek, path);
}

function buildLayer(link: ChainLink, files: readonly ExtentFile[], key: SecretKey | undefined): DiskLayer {
  const { path, descriptor } = link;
  const capacityBytes = capacityBytesOf(descriptor);
  const sparse = files.filter(({ extent }) => extent.type === 'SPARSE');
  const [first] = files;
  if (key !== undefined && (first === undefined || descriptor.extents.length > 1)) {
    throw malformed(path, 'an encrypted disk has exactly one extent');
  }
  if (sparse.length === 0) {
    const segments = files.map(toSegment);
    const [only] = segments;
    return key === undefined || only === undefined
      ? createPlainFlatLayer(segments, capacityBytes)
      : createEncryptedFlatLayer(only, key);
  }
  if (sparse.length < files.length) throw malformed(path, 'its extents are partly flat and partly sparse');
  if (first === undefined) throw malformed(path, 'it has no extent with data');
  const parts = sparse.map((file) => {
    const isStream = descriptor.createType === 'streamOptimized';
    const layer = isStream
      ? createStreamLayer(file.fd, file.path)
      : createSparseLayer(file.fd, file.path, key);
    if (layer.capacityBytes !== file.extent.sectors * SECTOR_BYTES) {
      throw malformed(file.path, 'its header and its descriptor state different capacities');
    }
    return { layer, offset: file.offset };
  });
  return createConcatLayer(parts, capacityBytes);
}

function toSegment({ fd, extent, offset }: ExtentFile): FlatSegment {
  return {
    fd,
    fileOffset: extent.offsetSectors * SECTOR_BYTES,
    offset,
    lengthBytes: extent.sectors * SECTOR_BYTES,
  };
}

function openExtent(
  path: string,
  access: 'read' | 'write',
  neededBytes: number,
): Result<number, StorageFault> {
  const mode = access === 'write' ? constants.O_RDWR : constants.O_RDONLY;
  const fd = attempt(path, 'open', () => openSync(path, mode | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  if (!fd.ok) return fd;
  const stat = fstatSync(fd.value);
  if (stat.isFile() && stat.size >= neededBytes) return fd;
  closeSync(fd.value);
  const reason = stat.isFile()
    ? `the extent has ${stat.size} bytes where its descriptor promises ${neededBytes}`
    : 'the extent is no regular file';
  return fail({ kind: 'InvalidFileFormat', path, reason });
}

function malformed(path: string, reason: string): StorageError {
  return new StorageError({ kind: 'InvalidFileFormat', path, reason });
}
