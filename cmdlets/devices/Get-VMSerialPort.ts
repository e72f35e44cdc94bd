import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { portsOf, portType } from '../../src/inventory/vm-port.ts';

export default defineCmdlet({
  name: 'Get-VMSerialPort',
  synopsis: 'Gets the serial ports of virtual machines.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Server: serverParameter,
  },
  output: [portType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'VMs that have one', code: 'Get-VM | Get-VMSerialPort' }],
  process(args, invocation) {
    for (const vm of args.VM) for (const port of portsOf(vm.data, 'serial')) invocation.write(port);
  },
});
