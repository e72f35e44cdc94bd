import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { advancedSettingType } from '../../src/inventory/advanced-setting.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { removeAdvancedSetting } from '../../src/inventory/set-advanced-setting.ts';

export default defineCmdlet({
  name: 'Remove-AdvancedSetting',
  synopsis: 'Takes advanced settings of virtual machines away.',
  description: 'A setting that the datacenter itself reads goes back to its default.',
  parameters: {
    AdvancedSetting: {
      type: advancedSettingType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Settings, from Get-AdvancedSetting.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AdvancedConfig'],
  examples: [
    {
      title: 'Let the guest rest',
      code: 'Get-VM db-01 | Get-AdvancedSetting -Name guest.workload | Remove-AdvancedSetting -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const setting of args.AdvancedSetting) {
      const { entity, name } = setting.data;
      if (!invocation.shouldProcess(`${entity.name}: ${name}`, 'Remove advanced setting')) continue;
      const removed = removeAdvancedSetting(setting.data);
      if (!removed.ok) reportFault(invocation, removed.fault, setting);
    }
  },
});
