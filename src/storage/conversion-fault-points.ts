/**
 * Where a conversion may be killed: between every two durable steps. A crash at any of them leaves the disk wholly
 * as it was, and new files that `findLeftovers` names; after the caller's commit, wholly as it is to be.
 */
export const CONVERSION_FAULT_POINTS = [
  'convert.started',
  'convert.marker-created',
  'convert.marker-written',
  'convert.extent-created',
  'convert.chunk-written',
  'convert.data-written',
  'convert.extent-synced',
  'convert.descriptor-written',
  'convert.finish-started',
  'convert.old-removed',
  'convert.marker-removed',
] as const;

export type ConversionFaultPoint = (typeof CONVERSION_FAULT_POINTS)[number];
