import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { advancedSettingsOf, advancedSettingType } from '../../src/inventory/advanced-setting.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { viObject } from '../../src/inventory/vi-object.ts';

export default defineCmdlet({
  name: 'Get-AdvancedSetting',
  synopsis: 'Gets advanced settings of hosts and virtual machines.',
  description:
    'Of a host: ESXi’s Migrate.* settings, which drive its vMotion. Of a VM: migrateEncryption, what its guest does to its memory (guest.*), and whatever else was set.',
  parameters: {
    Entity: {
      type: viObject,
      array: true,
      position: 1,
      mandatory: true,
      pipeline: 'value',
      help: 'Hosts or VMs.',
    },
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names of settings.' },
    Server: serverParameter,
  },
  output: [advancedSettingType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'What vMotion of a host goes by',
      code: 'Get-VMHost esx-01* | Get-AdvancedSetting Migrate.*',
    },
    { title: 'Of a VM', code: 'Get-VM db-01 | Get-AdvancedSetting' },
  ],
  process(args, invocation) {
    for (const entity of args.Entity) {
      const settings = advancedSettingsOf(entity.data, args.Name);
      if (settings === undefined) {
        reportFault(
          invocation,
          {
            kind: 'InvalidArgument',
            parameter: 'Entity',
            rule: `${entity.data.row.name} has no advanced settings here; hosts and VMs have.`,
            remedy: 'Get-VMHost | Get-AdvancedSetting',
          },
          entity,
        );
        continue;
      }
      // Without a word for a name that is not set, as PowerCLI does: scripts ask whether it is.
      for (const setting of settings) invocation.write(setting);
    }
  },
});
