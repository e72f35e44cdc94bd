import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { spbmCapabilityType, spbmRuleType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'New-SpbmRule',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Makes a rule for a storage policy: a capability and the value it must have.',
  parameters: {
    Capability: {
      type: spbmCapabilityType,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The capability, or its name.',
    },
    Value: { type: 'object', position: 1, mandatory: true, help: 'One of the capability’s allowed values.' },
  },
  output: [spbmRuleType],
  impact: 'none',
  examples: [
    {
      title: 'The rule that encrypts',
      code: "New-SpbmRule -Capability 'vmwarevmcrypt@ENCRYPTION.AllowCleartextFilters' -Value $false",
    },
  ],
  process(args, invocation) {
    const { name, values } = args.Capability.data;
    const wanted = toText(args.Value).toLowerCase();
    const value = values.find((allowed) => String(allowed).toLowerCase() === wanted);
    if (value === undefined) {
      invocation.writeError({
        message: `A specified parameter was not correct: Value`,
        id: 'InvalidArgument',
        category: 'InvalidArgument',
        why: `${name} takes: ${values.map((value) => toText(value)).join(', ')}.`,
        advice: `Get-SpbmCapability '${name}' | Select-Object Name, AllowedValue`,
        target: args.Value,
      });
      return;
    }
    invocation.write(objectOf(spbmRuleType, { capability: name, value }));
  },
});
