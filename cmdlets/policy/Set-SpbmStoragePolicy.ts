import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { changeStoragePolicy } from '../../src/datacenter/encryption/storage-policies.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { spbmRuleSetType, spbmRuleType, storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Changes storage policies: name, description, rules.',
  description:
    'What a policy is assigned to is not rewritten by a change of its rules: Get-SpbmEntityConfiguration then shows it as nonCompliant, until the policy is assigned again. A built-in policy cannot be changed.',
  parameters: {
    StoragePolicy: {
      type: storagePolicyType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The policies.',
    },
    Name: { type: 'string', help: 'A new name.' },
    Description: { type: 'string', allowEmpty: true, help: 'A new description.' },
    AnyOfRuleSets: { type: spbmRuleSetType, array: true, allowEmpty: true, help: 'New rule sets.' },
    CommonRule: { type: spbmRuleType, array: true, allowEmpty: true, help: 'New common rules.' },
  },
  output: [storagePolicyType],
  impact: 'medium',
  privileges: ['StorageProfile.Update', 'Cryptographer.ManageEncryptionPolicy'],
  examples: [
    {
      title: 'Another name',
      before: 'New-SpbmStoragePolicy Silver',
      code: 'Set-SpbmStoragePolicy Silver -Name Bronze',
    },
  ],
  process(args, invocation) {
    for (const policy of args.StoragePolicy) {
      const { connection, row } = policy.data;
      if (!invocation.shouldProcess(row.name, 'Change storage policy')) continue;
      const changed = changeStoragePolicy(connection.datacenter, connection.caller, row.id, {
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.Description !== undefined && { description: args.Description }),
        ...(args.CommonRule && { commonRules: args.CommonRule.map((rule) => rule.data) }),
        ...(args.AnyOfRuleSets && { ruleSets: args.AnyOfRuleSets.map((set) => set.data) }),
      });
      if (changed.ok) invocation.write(objectOf(storagePolicyType, { connection, row: changed.value }));
      else reportFault(invocation, changed.fault, policy);
    }
  },
});
