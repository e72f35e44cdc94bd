import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { entitiesByKey, entitiesByKeyType } from '../../src/inventory/entities-by-key.ts';
import { keyProviderType } from '../../src/inventory/key-provider.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Get-EntityByCryptoKey',
  module: 'VMware.VMEncryption',
  aliases: ['Get-EntityByCryptoKeyId'],
  synopsis: 'Tells what needs a key, or any key of a key provider: hosts, virtual machines and disks.',
  description:
    'Hosts by their host key, with the core dumps that were encrypted with it; virtual machines and templates by the key of VM Home; disks by their own. Without any -Search switch all are looked for.',
  parameters: {
    KeyId: { type: 'string', position: 0, help: 'The id of a key.' },
    KMSClusterId: {
      type: keyProviderType,
      pipeline: 'value',
      aliases: ['KeyProvider', 'KmsCluster'],
      help: 'The key provider, for all its keys or to tell which one the key is of.',
    },
    SearchVMHosts: { type: 'switch', help: 'Look for hosts.' },
    SearchVMs: { type: 'switch', help: 'Look for virtual machines and templates.' },
    SearchDisks: { type: 'switch', help: 'Look for hard disks.' },
    Server: serverParameter,
  },
  output: [entitiesByKeyType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'What would miss this provider?', code: 'Get-EntityByCryptoKey -KMSClusterId lab-kms' },
    {
      title: 'Which VMs have the key of this one?',
      before: 'Enable-VMEncryption app-01 | Out-Null',
      code: '(Get-EntityByCryptoKey -KeyId (Get-VM app-01).EncryptionKeyId.KeyId -SearchVMs).VMList',
    },
  ],
  links: ['Unregister-KeyProvider', 'Set-VMEncryptionKey'],
  process(args, invocation) {
    const { KeyId: keyId, KMSClusterId: provider } = args;
    if (keyId === undefined && provider === undefined) {
      invocation.throwTerminating({
        message: 'One of the keyId or KMSClusterId must be specified!',
        id: 'Core_GetEntityByCryptoKey_NothingGiven',
        category: 'InvalidArgument',
        why: 'Everything that is encrypted would be listed.',
        advice: 'Get-EntityByCryptoKey -KMSClusterId lab-kms',
      });
    }
    const searchesAll = !args.SearchVMHosts && !args.SearchVMs && !args.SearchDisks;
    const kinds = {
      host: searchesAll || args.SearchVMHosts,
      vm: searchesAll || args.SearchVMs,
      disk: searchesAll || args.SearchDisks,
      coreDump: searchesAll || args.SearchVMHosts,
    };
    const connections =
      provider === undefined ? serversOf(invocation.session, args.Server) : [provider.data.connection];
    for (const connection of connections)
      invocation.write(entitiesByKey(connection, { keyId, providerName: provider?.data.row.name, kinds }));
  },
});
