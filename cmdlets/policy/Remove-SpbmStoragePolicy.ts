import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeStoragePolicy } from '../../src/datacenter/encryption/storage-policies.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';

export default defineCmdlet({
  name: 'Remove-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Removes storage policies that nothing uses.',
  parameters: {
    StoragePolicy: {
      type: storagePolicyType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The policies.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['StorageProfile.Update', 'Cryptographer.ManageEncryptionPolicy'],
  examples: [
    {
      title: 'Remove a policy',
      before: 'New-SpbmStoragePolicy Silver',
      code: 'Remove-SpbmStoragePolicy Silver -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const policy of args.StoragePolicy) {
      const { connection, row } = policy.data;
      if (!invocation.shouldProcess(row.name, 'Remove storage policy')) continue;
      const removed = removeStoragePolicy(connection.datacenter, connection.caller, row.id);
      if (!removed.ok) reportFault(invocation, removed.fault, policy);
    }
  },
});
