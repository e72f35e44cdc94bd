import { fail, ok, type Result } from '../../base/result.ts';
import {
  checkMigrateSetting,
  MIGRATE_SETTING_NAMES,
  MIGRATE_SETTINGS,
  type MigrateSettingDefinition,
  type MigrateSettings,
  migrateSettings,
} from '../../vmotion/settings.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import type { HostRow } from '../rows.ts';

/** ESXi's advanced settings of a host: those of vMotion, which drive its data plane. */

export type { MigrateSettings } from '../../vmotion/settings.ts';

export interface HostSetting {
  readonly definition: MigrateSettingDefinition;
  readonly value: number;
}

export function hostSettings(host: HostRow): HostSetting[] {
  return MIGRATE_SETTING_NAMES.map((name) => ({
    definition: { name, ...MIGRATE_SETTINGS[name] },
    value: host.advancedSettings?.[name] ?? MIGRATE_SETTINGS[name].value,
  }));
}

/** The settings by which a host migrates, ESXi's own without a host; a value that no longer fits falls back to the default. */
export function migrateSettingsOf(host: HostRow | undefined): MigrateSettings {
  const settings = migrateSettings(host?.advancedSettings);
  const chosen = settings.ok ? settings : migrateSettings();
  if (!chosen.ok) throw new Error(chosen.fault.message);
  return chosen.value;
}

export function setHostSetting(
  datacenter: Datacenter,
  caller: Caller,
  hostId: string,
  name: string,
  value: number,
): Result<HostRow, Fault> {
  return datacenter.commit(caller, 'set a host’s advanced setting', (tx) => {
    const host = tx.get('hosts', hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
    const allowed = requirePrivilege(datacenter, caller, 'Host.Config.AdvancedConfig', host);
    if (!allowed.ok) return allowed;
    const known = MIGRATE_SETTING_NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
    const wrong =
      known !== undefined ? checkMigrateSetting(known, value)?.message : `A host has no setting ${name}.`;
    if (wrong !== undefined || known === undefined) {
      return fail({
        kind: 'InvalidArgument',
        parameter: name,
        rule: wrong ?? '',
        remedy: `Get-AdvancedSetting -Entity ${quote(host.name)} | Select-Object Name, Value, Description`,
      });
    }
    const after: HostRow = { ...host, advancedSettings: { ...host.advancedSettings, [known]: value } };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `Advanced setting ${known} of ${host.name} is now ${value}`,
      host: { id: host.id, name: host.name },
      arguments: { name: known, value: String(value) },
    });
    return ok(after);
  });
}
