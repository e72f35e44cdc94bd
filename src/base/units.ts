export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
/** The unit of XTS tweaks, VMDK extents and ATA disks. */
export const SECTOR_BYTES = 512;

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it, in powers of 1024 as vSphere shows them: `1.50 GB`, `512 B`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || Number.isInteger(value) ? 0 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'TB'}`;
}
