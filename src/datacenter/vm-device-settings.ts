import type { VmRow } from './rows.ts';
import { vtpmSettings } from './vtpm-lines.ts';

/** The VMX lines of a VM's ports, virtual TPM, disk modes, replication and Fault Tolerance; none for a VM without. */
export function deviceSettings(vm: VmRow): [string, string][] {
  const lines: [string, string][] = [];
  const counts = { serial: 0, parallel: 0 };
  for (const port of vm.ports ?? []) {
    const unit = `${port.kind}${counts[port.kind]++}`;
    lines.push([`${unit}.present`, 'TRUE']);
    lines.push([`${unit}.fileType`, port.backing.startsWith('[') ? 'file' : 'network']);
    lines.push([`${unit}.fileName`, port.backing]);
  }
  for (const disk of vm.disks) {
    const unit = `scsi0:${disk.key - 2000}`;
    if (disk.isShared === true) lines.push([`${unit}.sharing`, 'multi-writer']);
    if (disk.flashReadCacheBytes) {
      lines.push([`${unit}.vFlash.enabled`, 'TRUE']);
      lines.push([`sched.${unit}.vFlash.reservation`, String(disk.flashReadCacheBytes / 1024 ** 2)]);
    }
  }
  lines.push(...vtpmSettings(vm));
  if (vm.replication !== undefined) {
    lines.push(['hbr_filter.rpo', String(vm.replication.rpoMinutes)]);
    lines.push(['hbr_filter.destination', vm.replication.datastoreName]);
  }
  if (vm.faultTolerance !== undefined) lines.push(['faultTolerance.role', 'primary']);
  return lines;
}
