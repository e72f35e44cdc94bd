import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { refuseNative } from '../../src/datacenter/keys/native-key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Import-KeyProvider',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Refused: imports a native key provider, and there are only standard ones here.',
  description:
    'vSphere imports native key providers, whose root key the vCenter holds. A standard key provider comes back by its name and its servers: Add-KeyManagementServer. The error names the way.',
  parameters: {
    FilePath: { type: 'string', position: 0, mandatory: true, help: 'The file.' },
    Password: { type: 'securestring', help: 'Opens the file.' },
    DryRun: { type: 'switch', help: 'Only checks the file.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  since: '7.0',
  examples: [
    {
      title: 'As vSphere has it',
      code: 'Import-KeyProvider native-kms.p12 -Password (Read-Host -AsSecureString)',
      needs: 'a native key provider, which is refused here',
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server))
      reportFault(
        invocation,
        refuseNative(connection.datacenter, connection.caller, 'FilePath', undefined),
        args.FilePath,
      );
  },
});
