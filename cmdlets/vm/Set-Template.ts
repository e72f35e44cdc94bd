import { ok } from '../../src/base/result.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { markAsVm } from '../../src/datacenter/vm/vm-template.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { templateType, templateValue } from '../../src/inventory/template.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Set-Template',
  synopsis: 'Renames templates, or makes them virtual machines again.',
  parameters: {
    Template: {
      type: templateType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The templates.',
    },
    Name: { type: 'string', help: 'A new name.' },
    ToVM: { type: 'switch', help: 'Makes it a virtual machine.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [templateType, virtualMachineType],
  impact: 'medium',
  privileges: ['VirtualMachine.Provisioning.MarkAsVM', 'VirtualMachine.Config.Rename'],
  examples: [
    {
      title: 'Work on a template as a VM',
      before: 'Set-VM app-01 -ToTemplate -Confirm:$false',
      code: 'Set-Template app-01 -ToVM',
    },
  ],
  process(args, invocation) {
    for (const template of args.Template) {
      const { connection, row } = template.data;
      const { datacenter, caller } = connection;
      if (!invocation.shouldProcess(row.name, args.ToVM ? 'Make it a virtual machine' : 'Rename template'))
        continue;
      if (args.Name === undefined && !args.ToVM) {
        invocation.write(template);
        continue;
      }
      runTask(invocation, {
        connection,
        description: {
          descriptionId: args.ToVM ? 'VirtualMachine.markAsVirtualMachine' : 'VirtualMachine.reconfigure',
          name: args.ToVM ? 'MarkAsVirtualMachine' : 'ReconfigVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Changing template ${row.name}`,
        operation: atOnce(() => {
          const { Name: name } = args;
          const renamed = name === undefined ? ok(row) : reconfigureVm(datacenter, caller, row.id, { name });
          return args.ToVM && renamed.ok ? markAsVm(datacenter, caller, row.id) : renamed;
        }),
        toValue: (after) => (args.ToVM ? vmValue : templateValue)(connection, after),
        runAsync: args.RunAsync,
        target: template,
      });
    }
  },
});
