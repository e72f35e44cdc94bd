import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setDefaultKeyProvider } from '../../src/datacenter/keys/key-providers.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Set-DefaultKMSCluster',
  module: 'VMware.VMEncryption',
  synopsis: 'Lets new keys come from this key provider where none is named.',
  parameters: {
    KMSClusterId: {
      type: keyProviderType,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The key provider.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'medium',
  privileges: ['Cryptographer.ManageKeyServers'],
  examples: [{ title: 'Change the default', code: 'Set-DefaultKMSCluster -KMSClusterId lab-kms' }],
  links: ['Set-KeyProvider'],
  process(args, invocation) {
    const { connection, row } = args.KMSClusterId.data;
    if (!invocation.shouldProcess(row.name, 'Set default key provider')) return;
    const marked = setDefaultKeyProvider(connection.datacenter, connection.caller, row.id);
    if (!marked.ok) reportFault(invocation, marked.fault, args.KMSClusterId);
  },
});
