import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { CAPABILITIES, type CapabilityName } from '../../src/datacenter/capabilities.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { capabilityType } from '../../src/inventory/vi-capability.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';

const NAMES = Object.keys(CAPABILITIES) as CapabilityName[];

export default defineCmdlet({
  name: 'Get-VICapability',
  synopsis: 'Gets the rules that differ between vSphere releases, and whether each is in force.',
  description:
    'The release of the vCenter and of the hosts decides; Set-VIServerVersion changes it, Set-VICapability switches one rule.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      wildcard: true,
      completer: () => NAMES,
      help: 'Names of capabilities.',
    },
    Server: serverParameter,
  },
  output: [capabilityType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'What this release allows with encrypted VMs', code: 'Get-VICapability Encrypted*' },
    {
      title: 'What vSphere 6.7 would bring',
      code: "Get-VICapability | Where-Object Since -eq '6.7' | Select-Object Name, Description",
    },
  ],
  process(args, invocation) {
    for (const pattern of args.Name ?? ['*']) {
      const found = NAMES.filter((name) => matchesWildcard(name, pattern));
      if (found.length === 0 && !hasWildcard(pattern)) reportNotFound(invocation, 'VICapability', pattern);
      for (const connection of serversOf(invocation.session, args.Server))
        for (const name of found) invocation.write(objectOf(capabilityType, { connection, name }));
    }
  },
});
