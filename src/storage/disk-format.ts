import type { DiskInfo } from './disk-file.ts';

/**
 * How a disk takes its space: as it is written (thin), all of it at once but filled only as it is written (thick, lazy
 * zeroed), or all of it at once and filled with zeros before the guest sees it (eager zeroed). A descriptor tells thin
 * from thick; whether all of a thick disk is written its extents tell, as a VMFS's own blocks do.
 */
export type DiskFormat = 'thin' | 'thick' | 'eagerZeroedThick';

export function diskFormatOf({ isThin, allocatedBytes, capacityBytes }: DiskInfo): DiskFormat {
  if (isThin) return 'thin';
  return allocatedBytes >= capacityBytes ? 'eagerZeroedThick' : 'thick';
}

/** What a conversion is asked for to make a disk of the format. */
export function conversionTo(format: DiskFormat): { readonly isThin: boolean; readonly isThick: boolean } {
  return { isThin: format === 'thin', isThick: format === 'eagerZeroedThick' };
}
