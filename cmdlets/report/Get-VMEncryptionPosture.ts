import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { postureFindingType } from '../../src/inventory/posture-finding.ts';
import { postureOf } from '../../src/report/posture.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-VMEncryptionPosture',
  synopsis:
    'Finds what an auditor of encryption would write down: plain disks, unsafe hosts, certificates that end.',
  description:
    'Nothing is asked of the key management servers: their status is the one of the last time they were asked (Get-KMServerStatus).',
  parameters: {
    Severity: {
      type: 'string',
      array: true,
      validateSet: ['high', 'medium', 'low'],
      help: 'Only findings this severe.',
    },
    Server: serverParameter,
  },
  output: [postureFindingType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'What stands out', code: 'Get-VMEncryptionPosture' },
    {
      title: 'VMs whose disks were left out',
      before: 'Enable-VMEncryption app-01 -SkipHardDisks',
      code: 'Get-VMEncryptionPosture -Severity high, medium | Format-List',
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      for (const finding of postureOf(connection.datacenter, visibility(connection)).findings) {
        if (args.Severity?.includes(finding.severity) ?? true)
          invocation.write(objectOf(postureFindingType, finding));
      }
    }
  },
});
