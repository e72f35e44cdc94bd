import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { advancedSettingType } from '../../src/inventory/advanced-setting.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { setAdvancedSetting } from '../../src/inventory/set-advanced-setting.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'Set-AdvancedSetting',
  synopsis: 'Changes advanced settings of hosts and virtual machines.',
  parameters: {
    AdvancedSetting: {
      type: advancedSettingType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Settings, from Get-AdvancedSetting.',
    },
    Value: { type: 'object', position: 1, mandatory: true, allowNull: true, help: 'The new value.' },
  },
  output: [advancedSettingType],
  impact: 'high',
  privileges: ['Host.Config.AdvancedConfig', 'VirtualMachine.Config.AdvancedConfig'],
  examples: [
    {
      title: 'Never slow a guest down',
      code: 'Get-VMHost | Get-AdvancedSetting -Name Migrate.SdpsEnabled | Set-AdvancedSetting -Value 0 -Confirm:$false',
    },
    {
      title: 'Move a VM encrypted or not at all',
      code: 'Get-VM db-01 | Get-AdvancedSetting -Name migrateEncryption | Set-AdvancedSetting -Value required -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const setting of args.AdvancedSetting) {
      const { connection, entity, name } = setting.data;
      const value = args.Value;
      if (
        !invocation.shouldProcess(
          `${entity.name}: ${name}`,
          `Set to '${value === null ? '' : toText(value)}'`,
        )
      )
        continue;
      const changed = setAdvancedSetting({ connection, row: entity }, name, value);
      if (changed.ok) invocation.write(changed.value);
      else reportFault(invocation, changed.fault, setting);
    }
  },
});
