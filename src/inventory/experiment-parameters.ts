import { MiB } from '../base/units.ts';
import { type MigrateSettings, migrateSettingsOf } from '../datacenter/hosts/host-settings.ts';
import type { HostRow, WorkloadName } from '../datacenter/rows.ts';
import type { TypedObject } from '../values/object-type.ts';
import type { Item } from './connection.ts';
import { guestWorkload } from './enums.ts';
import { vmHostType } from './vm-host.ts';

/** What Measure-VMotion and Invoke-VMotionSimulation are asked alike. */
export const EXPERIMENT_PARAMETERS = {
  Workload: {
    type: guestWorkload,
    position: 0,
    help: 'What the guest does to its memory; Idle unless given.',
  },
  WriteMBps: { type: 'double', help: 'Memory that the guest writes, in MB of pages per second.' },
  WorkingSetMB: { type: 'double', help: 'The memory that it writes to.' },
  HotPct: {
    type: 'double',
    validateRange: [0, 100],
    help: 'Writes that go to the hottest tenth of the working set, for the workload Custom.',
  },
  PopulatedPct: {
    type: 'double',
    validateRange: [1, 100],
    help: 'The part of the memory that holds data; all unless given.',
  },
  Seed: { type: 'int', preset: 1, help: 'Makes memory and workload the same each time.' },
  Encryption: {
    type: 'string',
    validateSet: ['Both', 'Plain', 'Encrypted'],
    preset: 'Both',
    help: 'Plain, encrypted, or both side by side.',
  },
  Scenario: { type: 'string', help: 'A name for the report.' },
  VMHost: {
    type: vmHostType,
    help: 'The host whose Migrate.* settings apply; ESXi’s defaults unless given.',
  },
} as const;

interface WorkloadArguments {
  readonly Workload: string | undefined;
  readonly WriteMBps: number | undefined;
  readonly WorkingSetMB: number | undefined;
  readonly HotPct: number | undefined;
  readonly Seed: number;
}

export interface ExperimentWorkload {
  readonly kind: WorkloadName;
  readonly seed: number;
  readonly bytesPerSecond?: number;
  readonly workingSetBytes?: number;
  readonly hotShare?: number;
}

export function workloadOf({
  Workload,
  WriteMBps,
  WorkingSetMB,
  HotPct,
  Seed,
}: WorkloadArguments): ExperimentWorkload {
  return {
    kind: (Workload ?? 'Idle').toLowerCase() as WorkloadName,
    seed: Seed,
    ...(WriteMBps !== undefined && { bytesPerSecond: Math.max(0, WriteMBps) * MiB }),
    ...(WorkingSetMB !== undefined && { workingSetBytes: Math.max(0, WorkingSetMB) * MiB }),
    ...(HotPct !== undefined && { hotShare: HotPct / 100 }),
  };
}

/** Plain first, so that the cheaper one warms what both share. */
export function encryptionsOf(encryption: 'Both' | 'Plain' | 'Encrypted'): boolean[] {
  return encryption === 'Both' ? [false, true] : [encryption === 'Encrypted'];
}

export function settingsFor(host: TypedObject<Item<HostRow>> | undefined): MigrateSettings {
  // As it is now: the object may have been made before a setting was changed.
  return migrateSettingsOf(host?.data.connection.datacenter.get('hosts', host.data.row.id));
}
