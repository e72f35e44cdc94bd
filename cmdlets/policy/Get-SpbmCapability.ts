import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { nameParameter } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { capabilitiesNamed, spbmCapabilityType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-SpbmCapability',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Gets what a storage policy can ask of the storage.',
  parameters: {
    Name: nameParameter,
  },
  output: [spbmCapabilityType],
  impact: 'none',
  examples: [
    { title: 'All capabilities', code: 'Get-SpbmCapability' },
    { title: 'What encrypts', code: 'Get-SpbmCapability *ENCRYPTION*' },
  ],
  process(args, invocation) {
    for (const name of args.Name ?? ['*']) {
      const found = capabilitiesNamed(name);
      if (found.length === 0 && !hasWildcard(name)) reportNotFound(invocation, 'SpbmCapability', name);
      for (const capability of found) invocation.write(objectOf(spbmCapabilityType, capability));
    }
  },
});
