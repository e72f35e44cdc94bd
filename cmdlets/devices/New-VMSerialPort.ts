import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addPort } from '../../src/datacenter/vm/vm-ports.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { portType } from '../../src/inventory/vm-port.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-VMSerialPort',
  synopsis: 'Gives virtual machines a serial port.',
  description:
    'The VM must be off. vSphere does not support serial ports with encryption: an encrypted VM gets none, and a VM that has one is not encrypted.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Backing: {
      type: 'string',
      position: 1,
      aliases: ['FilePath'],
      help: 'Where it goes: a file of a datastore, or a network address such as tcp://192.0.2.9:2000; serial.log in the VM’s folder unless given.',
    },
    Server: serverParameter,
  },
  output: [portType],
  impact: 'low',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  examples: [{ title: 'Into a file beside the VM', code: 'New-VMSerialPort app-01' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const folder = row.vmxPath.slice(0, row.vmxPath.lastIndexOf('/'));
      const backing = args.Backing ?? `${folder}/serial.log`;
      const change = addPort(connection.datacenter, connection.caller, {
        vmId: row.id,
        kind: 'serial',
        backing,
      });
      if (reportRefusal(invocation, change.check(), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Add a serial port to ${backing}`)) continue;
      const added = change.make();
      if (!added.ok) reportFault(invocation, added.fault, vm);
      else invocation.write(objectOf(portType, { connection, vm: added.value.vm, row: added.value.port }));
    }
  },
});
