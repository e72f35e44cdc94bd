import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { disableHostCrypto } from '../../src/datacenter/hosts/host-crypto-off.ts';
import { hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Disable-VMHostCryptoSafe',
  module: 'VMware.VMEncryption',
  synopsis: 'Turns the encryption mode of hosts off; they forget their keys when they reboot.',
  description:
    'No encrypted VM may be registered on the host. Until it reboots it is pendingIncapable: it takes no encrypted VM, and its core dumps are still encrypted. From vSphere 7.0; before, a reboot of a host without encrypted VMs is all there is.',
  parameters: {
    VMHost: { ...vmHostsParameter, pipeline: 'both' },
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Cryptographer.RegisterHost'],
  since: '7.0',
  examples: [
    {
      title: 'One host',
      before: 'Set-VIServerVersion 7.0; Enable-VMHostCryptoSafe esx-01*',
      code: 'Disable-VMHostCryptoSafe esx-01* -Confirm:$false | Select-Object Name, CryptoState',
    },
  ],
  links: ['Enable-VMHostCryptoSafe', 'Restart-VMHost'],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      makeChange(invocation, disableHostCrypto(connection.datacenter, connection.caller, row.id), {
        name: row.name,
        action: 'Disable encryption mode',
        target: host,
        toValue: hostValueAgain(connection),
      });
    }
  },
});
