import { ok, type Result } from '../base/result.ts';
import { mergedRanges } from './disk.ts';
import { openChain } from './disk-chain.ts';
import { alignRanges, totalBytes } from './extent-map.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

/** Bytes that a copy of the disk moves: the union of its layers' data, in whole blocks. Needs no key. */
export function dataBytesOf(path: string): Result<number, StorageFault> {
  const chain = openChain(path, 'read', 'ciphertext');
  if (!chain.ok) return chain;
  const { layers } = chain.value;
  const [{ capacityBytes }] = layers;
  const mapped = attempt(path, 'map', () => mergedRanges(layers, 0, capacityBytes));
  for (const layer of layers) layer.close();
  return mapped.ok ? ok(totalBytes(alignRanges(mapped.value, capacityBytes))) : mapped;
}
