import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { reconfigureVm } from '../../src/datacenter/vm-settings.ts';
import { markAsVm } from '../../src/datacenter/vm-template.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
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
      const renamed =
        args.Name === undefined ? undefined : reconfigureVm(datacenter, caller, row.id, { name: args.Name });
      const changed = args.ToVM && renamed?.ok !== false ? markAsVm(datacenter, caller, row.id) : renamed;
      if (changed === undefined) invocation.write(template);
      else if (!changed.ok) reportFault(invocation, changed.fault, template);
      else invocation.write((args.ToVM ? vmValue : templateValue)(connection, changed.value));
    }
  },
});
