import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { spbmRuleSetType, spbmRuleType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-SpbmRuleSet',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Makes a rule set for a storage policy: rules that have to be met together.',
  parameters: {
    AllOfRules: { type: spbmRuleType, array: true, position: 0, mandatory: true, help: 'The rules.' },
    Name: { type: 'string', help: 'A name; Rule-set 1 unless given.' },
  },
  output: [spbmRuleSetType],
  impact: 'none',
  examples: [
    {
      title: 'Thin disks only',
      code: "New-SpbmRuleSet (New-SpbmRule com.vmware.storage.volumeallocation.VolumeAllocationType 'Conserve space when possible')",
    },
  ],
  process(args, invocation) {
    const rules = args.AllOfRules.map((rule) => rule.data);
    invocation.write(objectOf(spbmRuleSetType, { name: args.Name ?? 'Rule-set 1', rules }));
  },
});
