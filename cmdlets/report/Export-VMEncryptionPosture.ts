import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { postureOf } from '../../src/report/posture.ts';
import { postureCsv, postureJson, posturePage } from '../../src/report/posture-page.ts';
import { reportPathParameter, writeReport } from './report-files.ts';

export default defineCmdlet({
  name: 'Export-VMEncryptionPosture',
  synopsis:
    'Writes how the datacenter stands to encryption: one HTML page, the VMs with their keys as CSV, all as JSON.',
  description:
    'Which VM uses which key of which provider, plain disks, the hosts’ encryption modes, certificates, and the roles that hold privileges of cryptography. Key ids are in it, keys never are.',
  parameters: {
    Path: reportPathParameter,
    Title: { type: 'string', preset: 'Encryption posture', help: 'The page’s heading.' },
    Server: serverParameter,
  },
  output: ['string'],
  impact: 'low',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'A report',
      code: "Export-VMEncryptionPosture (Join-Path ([System.IO.Path]::GetTempPath()) 'posture.html')",
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const posture = postureOf(connection.datacenter, visibility(connection));
    writeReport(invocation, args.Path, 'an encryption posture report', (madeAt) => ({
      html: posturePage(posture, args.Title, madeAt),
      csv: postureCsv(posture),
      json: postureJson(posture),
    }));
  },
});
