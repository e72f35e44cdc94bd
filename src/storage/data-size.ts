import { ok, type Result } from '../base/result.ts';
import { mergedRanges } from './disk.ts';
import { openChain, openLayer, readChain } from './disk-chain.ts';
import type { DiskLayer } from './disk-layer.ts';
import { alignRanges, totalBytes } from './extent-map.ts';
import { openRawLayer } from './raw-layer.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

/** Bytes that a copy of the disk moves: the union of its layers' data, in whole blocks. Needs no key. */
export function dataBytesOf(path: string): Result<number, StorageFault> {
  const chain = openChain(path, 'read', 'ciphertext');
  return chain.ok ? measure(path, chain.value.layers) : chain;
}

/** Bytes that the topmost layer alone has. */
export function layerDataBytes(path: string): Result<number, StorageFault> {
  const chain = readChain(path);
  if (!chain.ok) return chain;
  const layer = openLayer(chain.value[0], 'read', 'ciphertext');
  return layer.ok ? measure(path, [layer.value]) : layer;
}

/** Bytes that a move of the disk's own files moves. */
export function rawDataBytes(path: string): Result<number, StorageFault> {
  const layer = openRawLayer(path);
  return layer.ok ? measure(path, [layer.value]) : layer;
}

function measure(path: string, layers: readonly [DiskLayer, ...DiskLayer[]]): Result<number, StorageFault> {
  const [{ capacityBytes }] = layers;
  const mapped = attempt(path, 'map', () => mergedRanges(layers, 0, capacityBytes));
  for (const layer of layers) layer.close();
  return mapped.ok ? ok(totalBytes(alignRanges(mapped.value, capacityBytes))) : mapped;
}
