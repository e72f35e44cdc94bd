import { closeSync, fstatSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { openExtentFiles, openLayer, readChain } from './disk-chain.ts';
import type { DiskLayer } from './disk-layer.ts';
import { createPlainFlatLayer } from './flat-layer.ts';
import type { StorageFault } from './storage-fault.ts';

/**
 * A disk's own bytes as they lie, for a move: the guest's sectors of a flat disk (ciphertext stays ciphertext,
 * several extents become one), or the whole file of a snapshot's delta with its tables. Parents are left out.
 */
export function openRawLayer(path: string): Result<DiskLayer, StorageFault> {
  const chain = readChain(path);
  if (!chain.ok) return chain;
  const [link] = chain.value;
  const { extents, createType } = link.descriptor;
  if (extents.every((extent) => extent.type !== 'SPARSE')) return openLayer(link, 'read', 'ciphertext');
  const files = openExtentFiles(link, 'read');
  if (!files.ok) return files;
  const [file, ...more] = files.value;
  if (file === undefined || more.length > 0 || createType !== 'twoGbMaxExtentSparse') {
    for (const { fd } of files.value) closeSync(fd);
    return fail({
      kind: 'UnsupportedDiskFormat',
      path,
      format: `${createType} (for a move; clone it instead)`,
    });
  }
  const lengthBytes = fstatSync(file.fd).size;
  return ok(createPlainFlatLayer([{ fd: file.fd, fileOffset: 0, offset: 0, lengthBytes }], lengthBytes));
}
