import type { RewriteOptions } from '../datacenter/disks/disk-rewrite.ts';

/** Parameters of the cmdlets that rewrite the data of disks. */

export const maxRateParameter = {
  type: 'int',
  validateRange: [1, 1_000_000],
  help: 'Keeps the rewriting of disks below this many MB a second, to leave the datastore to others.',
} as const;

export const rewriteParameters = {
  InPlace: {
    type: 'switch',
    help: 'Writes over the old data, for a datastore without room for a second copy. It takes longer; cut, the disk is half converted until Repair-VMDisk has finished it.',
  },
  MaxMBps: maxRateParameter,
} as const;

export function rewriteOptionsOf(args: {
  readonly InPlace?: boolean;
  readonly MaxMBps?: number | undefined;
}): RewriteOptions {
  return {
    ...(args.InPlace === true && { inPlace: true }),
    ...(args.MaxMBps !== undefined && { maxBytesPerSecond: args.MaxMBps * 1_000_000 }),
  };
}
