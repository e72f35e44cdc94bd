import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { refuseNative } from '../../src/datacenter/keys/native-key-provider.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Export-KeyProvider',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Refused: exports a native key provider, and there are only standard ones here.',
  description:
    'vSphere exports native key providers, whose root key the vCenter holds. The keys of a standard key provider are on its key management servers: those are backed up instead. The error names the way.',
  parameters: {
    KeyProvider: {
      type: keyProviderType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      aliases: ['KmsCluster'],
      help: 'The key providers.',
    },
    FilePath: { type: 'string', help: 'The file.' },
    Password: { type: 'securestring', help: 'Protects the file.' },
    Force: { type: 'switch', help: 'Replaces a file that is there.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'low',
  privileges: ['Cryptographer.ManageKeyServers'],
  since: '7.0',
  examples: [
    {
      title: 'As vSphere has it',
      code: 'Export-KeyProvider native-kms -FilePath native-kms.p12 -Password (Read-Host -AsSecureString)',
      needs: 'a native key provider, which is refused here',
    },
  ],
  process(args, invocation) {
    for (const provider of args.KeyProvider) {
      const { connection, row } = provider.data;
      reportFault(
        invocation,
        refuseNative(connection.datacenter, connection.caller, 'KeyProvider', row),
        provider,
      );
    }
  },
});
