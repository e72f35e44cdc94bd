import { fail, ok, type Result } from '../base/result.ts';

/**
 * vMotion's advanced settings as ESXi 6.5d has them, with its defaults. Where ESXi's limits are not
 * published the range is this program's own.
 */
export interface MigrateSettingDefinition {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly summary: string;
  /** What reads it: real migrations, the simulated clock, the admission of several, or nothing here. */
  readonly drives: readonly ('migration' | 'simulation' | 'admission')[];
}

const both = ['migration', 'simulation'] as const;

export const MIGRATE_SETTINGS = {
  'Migrate.PreCopySwitchoverTimeGoal': {
    ...range(500, 100, 100_000),
    unit: 'ms',
    summary: 'Stop and copy once what remains can be sent within this time.',
    drives: both,
  },
  'Migrate.PreCopyMinProgressPerc': {
    ...range(130, 1, 1000),
    unit: '%',
    summary: 'Transmitted to dirtied memory per round; below it the migration does not converge.',
    drives: both,
  },
  'Migrate.SdpsEnabled': {
    ...range(2, 0, 2),
    unit: '',
    summary: 'Slow the guest when the migration does not converge: 0 never, 1 and 2 when needed.',
    drives: both,
  },
  'Migrate.SdpsTargetRate': {
    ...range(500, 1, 10_000),
    unit: '%',
    summary: 'Slow the guest until memory is transmitted this much faster than it is dirtied.',
    drives: both,
  },
  'Migrate.SdpsDynamicDelaySec': {
    ...range(30, 1, 3600),
    unit: 's',
    summary: 'Poll delay when slowing is considered within the first round. Rounds end sooner here.',
    drives: [],
  },
  'Migrate.PreCopyPagesPerSend': {
    ...range(32, 1, 256),
    unit: 'pages',
    summary: 'Pages per transmitted record.',
    drives: ['migration'],
  },
  'Migrate.DetectZeroPages': {
    ...range(1, 0, 1),
    unit: '',
    summary: 'Announce pages of zeros instead of sending them.',
    drives: ['migration'],
  },
  'Migrate.SndBufSize': {
    ...range(562_540, 65_536, 1_000_000),
    unit: 'bytes',
    summary: 'TCP send buffer in low-latency mode.',
    drives: ['simulation'],
  },
  'Migrate.RcvBufSize': {
    ...range(562_540, 65_536, 1_000_000),
    unit: 'bytes',
    summary: 'TCP receive buffer in low-latency mode.',
    drives: ['simulation'],
  },
  'Migrate.NetLatencyModeThreshold': {
    ...range(4, 0, 10_000),
    unit: 'ms',
    summary: 'Round-trip time from which buffers follow the bandwidth-delay product.',
    drives: ['simulation'],
  },
  'Migrate.NetExpectedLineRateMBps': {
    ...range(133, 1, 2000),
    unit: 'MB/s',
    summary: 'Line rate per stream that the bandwidth-delay product is taken for.',
    drives: ['simulation'],
  },
  'Migrate.NetTimeout': {
    ...range(20, 1, 3600),
    unit: 's',
    summary: 'Give up on a peer that is silent for this long.',
    drives: ['migration'],
  },
  'Migrate.MigrateCpuPctPerGb': {
    ...range(10, 0, 100),
    unit: '%',
    summary: 'Processor reserved for vMotion: part of a core per Gbit/s of the link.',
    drives: ['simulation'],
  },
  'Migrate.MigrateCpuMinPctDefault': {
    ...range(30, 0, 100),
    unit: '%',
    summary: 'Least processor reserved for vMotion.',
    drives: ['simulation'],
  },
  'Migrate.MigrateCpuSharesRegular': {
    ...range(30_000, 1, 1_000_000),
    unit: 'shares',
    summary: 'Weight of a migration of default priority.',
    drives: ['admission'],
  },
  'Migrate.MigrateCpuSharesHighPriority': {
    ...range(60_000, 1, 1_000_000),
    unit: 'shares',
    summary: 'Weight of a migration of high priority.',
    drives: ['admission'],
  },
  'Migrate.VMotionStreamHelpers': {
    ...range(0, 0, 32),
    unit: 'streams',
    summary: 'Streams per migration; 0 chooses by the link.',
    drives: both,
  },
  'Migrate.CptCacheMaxSizeMB': {
    ...range(544, 1, 4096),
    unit: 'MB',
    summary: 'Most device state that a migration may carry.',
    drives: ['migration'],
  },
} as const satisfies Record<string, Omit<MigrateSettingDefinition, 'name'>>;

export type MigrateSettingName = keyof typeof MIGRATE_SETTINGS;
export type MigrateSettings = Readonly<Record<MigrateSettingName, number>>;

export interface SettingFault {
  readonly kind: 'InvalidSetting';
  readonly message: string;
}

export const MIGRATE_SETTING_NAMES = Object.keys(MIGRATE_SETTINGS) as MigrateSettingName[];

export function isMigrateSetting(name: string): name is MigrateSettingName {
  return Object.hasOwn(MIGRATE_SETTINGS, name);
}

/** All settings: the defaults, with `overrides` in place of them. */
export function migrateSettings(
  overrides: Partial<MigrateSettings> = {},
): Result<MigrateSettings, SettingFault> {
  const settings: Partial<Record<MigrateSettingName, number>> = {};
  for (const name of MIGRATE_SETTING_NAMES) {
    const value = overrides[name] ?? MIGRATE_SETTINGS[name].value;
    const fault = checkMigrateSetting(name, value);
    if (fault !== undefined) return fail(fault);
    settings[name] = value;
  }
  return ok(settings as MigrateSettings);
}

/** The reason why a setting cannot have this value, or undefined. */
export function checkMigrateSetting(name: MigrateSettingName, value: number): SettingFault | undefined {
  const { min, max, unit } = MIGRATE_SETTINGS[name];
  if (Number.isInteger(value) && value >= min && value <= max) return undefined;
  const suffix = unit === '' ? '' : ` ${unit}`;
  return {
    kind: 'InvalidSetting',
    message: `${name} is a whole number from ${min} to ${max}${suffix}, not ${value}.`,
  };
}

function range<V extends number, Min extends number, Max extends number>(value: V, min: Min, max: Max) {
  return { value, min, max };
}
