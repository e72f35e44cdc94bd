import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import { setHostSetting } from '../datacenter/hosts/host-settings.ts';
import { removeVmAdvanced, setVmAdvanced } from '../datacenter/vm/vm-settings.ts';
import type { TypedObject } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { type AdvancedSettingItem, advancedSettingsOf } from './advanced-setting.ts';
import type { Item } from './connection.ts';
import type { Identified } from './vi-object.ts';

/** Gives an advanced setting of a host or VM a value, and the setting as it is then. */
export function setAdvancedSetting(
  { connection, row }: Item<Identified>,
  name: string,
  value: Value,
): Result<TypedObject<AdvancedSettingItem>, Fault> {
  const { datacenter, caller } = connection;
  const text = value === null ? '' : toText(value);
  const isHost = row.id.startsWith('host-');
  const changed: Result<unknown, Fault> = isHost
    ? setHostSetting(datacenter, caller, row.id, name, Number(text === '' ? Number.NaN : text))
    : setVmAdvanced(datacenter, caller, row.id, name, text);
  if (!changed.ok) return changed;
  const [setting] = advancedSettingsOf({ connection, row }, [name]) ?? [];
  return setting === undefined ? fail({ kind: 'NotFound', type: 'AdvancedSetting', name }) : ok(setting);
}

/** Takes a VM's setting away; one that the model needs goes back to its default. */
export function removeAdvancedSetting(item: AdvancedSettingItem): Result<unknown, Fault> {
  const { connection, entity, name } = item;
  if (entity.id.startsWith('host-')) {
    return fail({
      kind: 'InvalidArgument',
      parameter: name,
      rule: 'A host’s advanced settings cannot be removed.',
      remedy: `Get-AdvancedSetting -Entity ${entity.name} -Name ${name} | Set-AdvancedSetting -Value VALUE`,
    });
  }
  return removeVmAdvanced(connection.datacenter, connection.caller, entity.id, name);
}
