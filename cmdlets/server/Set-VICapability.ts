import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { CAPABILITIES, type CapabilityName } from '../../src/datacenter/capabilities.ts';
import { setCapability } from '../../src/datacenter/server-version.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { capabilityType } from '../../src/inventory/vi-capability.ts';
import { objectOf } from '../../src/values/object-type.ts';

const NAMES = Object.keys(CAPABILITIES) as CapabilityName[];

export default defineCmdlet({
  name: 'Set-VICapability',
  synopsis: 'Switches one rule of the vSphere release on or off, or back to what the release says.',
  description:
    'For rehearsals where a site’s practice differs from the release’s rule, such as snapshots of encrypted VMs without memory on 6.5.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, validateSet: NAMES, help: 'The capability.' },
    Enabled: {
      type: 'bool',
      position: 1,
      sets: ['Switch'],
      mandatory: ['Switch'],
      help: '$true allows it, $false refuses it.',
    },
    Default: {
      type: 'switch',
      sets: ['Default'],
      mandatory: ['Default'],
      help: 'Back to the rule of the release.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Switch',
  output: [capabilityType],
  impact: 'low',
  privileges: ['Global.Settings'],
  examples: [
    {
      title: 'Allow snapshots of encrypted VMs, without memory',
      code: 'Set-VICapability EncryptedDiskSnapshot $true',
    },
    { title: 'Back to the rule of the release', code: 'Set-VICapability EncryptedDiskSnapshot -Default' },
  ],
  process(args, invocation) {
    const enabled = args.Default ? undefined : args.Enabled;
    for (const connection of serversOf(invocation.session, args.Server)) {
      const action = enabled === undefined ? 'Reset capability' : `Set capability to ${String(enabled)}`;
      if (!invocation.shouldProcess(args.Name, action)) continue;
      const set = setCapability(connection.datacenter, connection.caller, args.Name, enabled);
      if (set.ok) invocation.write(objectOf(capabilityType, { connection, name: args.Name }));
      else reportFault(invocation, set.fault, args.Name);
    }
  },
});
