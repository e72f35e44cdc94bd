import { describe, expect, it } from 'vitest';
import {
  checkMigrateSetting,
  isMigrateSetting,
  MIGRATE_SETTING_NAMES,
  MIGRATE_SETTINGS,
  migrateSettings,
} from '../../src/vmotion/settings.ts';

describe('Migrate.* settings', () => {
  it('have the defaults of ESXi 6.5d', () => {
    const settings = migrateSettings();
    expect(settings).toMatchObject({
      ok: true,
      value: {
        'Migrate.PreCopySwitchoverTimeGoal': 500,
        'Migrate.PreCopyMinProgressPerc': 130,
        'Migrate.SdpsTargetRate': 500,
        'Migrate.PreCopyPagesPerSend': 32,
        'Migrate.SndBufSize': 562_540,
        'Migrate.NetExpectedLineRateMBps': 133,
        'Migrate.NetTimeout': 20,
      },
    });
  });

  it('keep their defaults inside their own limits', () => {
    for (const name of MIGRATE_SETTING_NAMES) {
      expect(checkMigrateSetting(name, MIGRATE_SETTINGS[name].value)).toBeUndefined();
    }
  });

  it('refuse values beyond them, naming setting and range', () => {
    expect(migrateSettings({ 'Migrate.PreCopySwitchoverTimeGoal': 50 })).toMatchObject({
      fault: {
        kind: 'InvalidSetting',
        message: 'Migrate.PreCopySwitchoverTimeGoal is a whole number from 100 to 100000 ms, not 50.',
      },
    });
    expect(migrateSettings({ 'Migrate.SdpsEnabled': 0.5 }).ok).toBe(false);
    expect(isMigrateSetting('Migrate.Enabled')).toBe(false);
    expect(isMigrateSetting('toString')).toBe(false);
  });
});
