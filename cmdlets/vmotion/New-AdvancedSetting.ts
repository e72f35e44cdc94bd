import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { advancedSettingsOf, advancedSettingType } from '../../src/inventory/advanced-setting.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { setAdvancedSetting } from '../../src/inventory/set-advanced-setting.ts';
import { viObject } from '../../src/inventory/vi-object.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'New-AdvancedSetting',
  synopsis: 'Adds an advanced setting to a virtual machine, or sets one of a host.',
  description:
    'guest.workload makes a running guest write its memory: idle, redis, sqlserver, uniform, sequential or custom, with guest.writeMBps, guest.workingSetMB, guest.hotPct and guest.populatedPct.',
  parameters: {
    Entity: { type: viObject, position: 0, mandatory: true, pipeline: 'value', help: 'A host or VM.' },
    Name: { type: 'string', position: 1, mandatory: true, help: 'The name.' },
    Value: { type: 'object', position: 2, mandatory: true, allowNull: true, help: 'The value.' },
    Type: {
      type: 'string',
      validateSet: ['VM', 'VMHost'],
      help: 'The kind of setting; it follows from the entity.',
    },
    Force: { type: 'switch', help: 'Replaces a value that is there.' },
    Server: serverParameter,
  },
  output: [advancedSettingType],
  impact: 'medium',
  privileges: ['Host.Config.AdvancedConfig', 'VirtualMachine.Config.AdvancedConfig'],
  examples: [
    {
      title: 'Let a guest work as a database does',
      code: 'New-AdvancedSetting -Entity (Get-VM app-01) -Name guest.workload -Value sqlserver -Force',
    },
  ],
  process(args, invocation) {
    const { connection, row } = args.Entity.data;
    const [present] = advancedSettingsOf({ connection, row }, [args.Name]) ?? [];
    if (present !== undefined && !args.Force) {
      reportFault(
        invocation,
        {
          kind: 'InvalidArgument',
          parameter: 'Name',
          rule: `${args.Name} of ${row.name} has a value already.`,
          remedy: 'The same with -Force replaces it.',
        },
        args.Name,
      );
      return;
    }
    const value = args.Value === null ? '' : toText(args.Value);
    if (!invocation.shouldProcess(row.name, `Set ${args.Name} to '${value}'`)) return;
    const changed = setAdvancedSetting({ connection, row }, args.Name, args.Value);
    if (changed.ok) invocation.write(changed.value);
    else reportFault(invocation, changed.fault, args.Name);
  },
});
