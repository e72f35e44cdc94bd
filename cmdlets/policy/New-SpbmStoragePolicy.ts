import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createStoragePolicy } from '../../src/datacenter/encryption/storage-policies.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { spbmRuleSetType, spbmRuleType, storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Creates a storage policy.',
  description:
    'A policy with the encryption rule encrypts what it is assigned to. The built-in VM Encryption Policy cannot be changed: make a copy by giving its common rules to a new policy.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name; 1 to 80 characters.' },
    Description: { type: 'string', help: 'A description.' },
    AnyOfRuleSets: { type: spbmRuleSetType, array: true, help: 'Rule sets, one of which has to be met.' },
    CommonRule: { type: spbmRuleType, array: true, help: 'Rules of I/O filters, such as encryption’s.' },
    Server: serverParameter,
  },
  output: [storagePolicyType],
  impact: 'low',
  privileges: ['StorageProfile.Update', 'Cryptographer.ManageEncryptionPolicy'],
  examples: [
    {
      title: 'A copy of the built-in encryption policy',
      code: "New-SpbmStoragePolicy -Name 'Gold, encrypted' -CommonRule (Get-SpbmStoragePolicy 'VM Encryption Policy').CommonRule",
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      if (!invocation.shouldProcess(args.Name, 'Create storage policy')) continue;
      const created = createStoragePolicy(connection.datacenter, connection.caller, {
        name: args.Name,
        description: args.Description ?? '',
        commonRules: args.CommonRule?.map((rule) => rule.data) ?? [],
        ruleSets: args.AnyOfRuleSets?.map((set) => set.data) ?? [],
      });
      if (created.ok) invocation.write(objectOf(storagePolicyType, { connection, row: created.value }));
      else reportFault(invocation, created.fault, args.Name);
    }
  },
});
