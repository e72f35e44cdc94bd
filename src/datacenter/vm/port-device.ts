import type { PortRow } from '../rows.ts';

/** Where a port hangs: vSphere's device keys say it, 9000 and up for serial ports, 10000 and up for parallel ones. */

const KINDS = {
  serial: { firstKey: 9000, limit: 4, label: 'Serial port' },
  parallel: { firstKey: 10_000, limit: 3, label: 'Parallel port' },
} as const;

export const PORT_KINDS = ['serial', 'parallel'] as const;

/** How many ports of the kind a VM has at most. */
export function portLimit(kind: PortRow['kind']): number {
  return KINDS[kind].limit;
}

/** The port at a position, from 0. */
export function portAt(kind: PortRow['kind'], position: number, backing: string): PortRow {
  const { firstKey, label } = KINDS[kind];
  return { kind, key: firstKey + position, label: `${label} ${position + 1}`, backing };
}

export function portPosition({ kind, key }: Pick<PortRow, 'kind' | 'key'>): number {
  return key - KINDS[kind].firstKey;
}

/** A serial port's address on the network, where it is no file. */
export function isNetworkBacking(kind: PortRow['kind'], backing: string): boolean {
  return kind === 'serial' && /^(tcp|telnet|tcp\+ssl):\/\/[\w.:[\]-]+$/.test(backing);
}
