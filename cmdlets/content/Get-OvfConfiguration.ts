import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { readOvfPackage } from '../../src/datacenter/content/ovf-plan.ts';
import { ovfConfigurationOf } from '../../src/inventory/ovf-configuration.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Get-OvfConfiguration',
  synopsis: 'Gets what an OVF package lets choose when it is imported.',
  description:
    'The object has a branch for each kind of choice: NetworkMapping, DeploymentOption, and the properties of the product by their classes, those without a class under Common. Set the Value of a leaf and give the object to Import-VApp -OvfConfiguration. In names every character but letters and digits is _.',
  parameters: {
    Ovf: {
      type: 'string',
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The .ovf or .ova of the package.',
    },
    Server: serverParameter,
  },
  output: ['PSCustomObject'],
  impact: 'none',
  privileges: [],
  examples: [
    {
      title: 'Choose the network of a VM that is imported',
      before: 'New-VM small-01 -DiskMB 16 -NetworkName "VM Network"; Export-VApp small-01 -Destination .',
      code: '$choices = Get-OvfConfiguration small-01/small-01.ovf\n$choices.NetworkMapping.VM_Network.Value = "VM Network"\nImport-VApp small-01/small-01.ovf -Name small-02 -OvfConfiguration $choices',
    },
  ],
  links: ['Import-VApp'],
  process(args, invocation) {
    for (const path of args.Ovf) {
      const read = readOvfPackage(invocation.session.resolvePath(path));
      if (read.ok) invocation.write(ovfConfigurationOf(read.value.descriptor));
      else reportFault(invocation, read.fault, path);
    }
  },
});
