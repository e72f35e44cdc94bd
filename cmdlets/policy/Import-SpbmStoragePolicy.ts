import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { parsePolicy } from '../../src/datacenter/encryption/policy-file.ts';
import { createStoragePolicy } from '../../src/datacenter/encryption/storage-policies.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { readPemFile } from '../keys/key-file.ts';

export default defineCmdlet({
  name: 'Import-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Creates a storage policy from a file that Export-SpbmStoragePolicy wrote.',
  description:
    'A policy that asks for what the storage here does not know is refused, and so is a file that is no policy; nothing is created then.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name; 1 to 80 characters.' },
    FilePath: { type: 'string', mandatory: true, help: 'The file.' },
    Description: { type: 'string', help: 'A description; the file’s unless given.' },
    Server: serverParameter,
  },
  output: [storagePolicyType],
  impact: 'low',
  privileges: ['StorageProfile.Update', 'Cryptographer.ManageEncryptionPolicy'],
  examples: [
    {
      title: 'A copy of a policy',
      before:
        "Export-SpbmStoragePolicy 'VM Encryption Policy' -FilePath ([IO.Path]::GetTempPath() + 'policy.xml') -Force",
      code: "Import-SpbmStoragePolicy -Name 'Gold, encrypted' -FilePath ([IO.Path]::GetTempPath() + 'policy.xml')",
    },
  ],
  links: ['Export-SpbmStoragePolicy'],
  process(args, invocation) {
    const text = Buffer.from(readPemFile(invocation, args.FilePath)).toString('utf8');
    const parsed = parsePolicy(text, args.FilePath);
    if (!parsed.ok) {
      reportFault(invocation, parsed.fault, args.FilePath);
      return;
    }
    for (const connection of serversOf(invocation.session, args.Server)) {
      if (!invocation.shouldProcess(args.Name, 'Create storage policy')) continue;
      const created = createStoragePolicy(connection.datacenter, connection.caller, {
        ...parsed.value,
        name: args.Name,
        description: args.Description ?? parsed.value.description,
      });
      if (created.ok) invocation.write(objectOf(storagePolicyType, { connection, row: created.value }));
      else reportFault(invocation, created.fault, args.Name);
    }
  },
});
