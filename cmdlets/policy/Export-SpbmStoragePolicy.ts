import { join } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { fileInfoType, fileObject } from '../../src/cmdlet/file-info.ts';
import { formatPolicy } from '../../src/datacenter/encryption/policy-file.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { storagePolicyType, viewsPolicies } from '../../src/inventory/storage-policy.ts';
import { fileError } from '../files/location.ts';

export default defineCmdlet({
  name: 'Export-SpbmStoragePolicy',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Writes storage policies to files.',
  description:
    'XML of the API’s PbmCapabilityProfile: name, description, common rules and rule sets. Import-SpbmStoragePolicy makes a policy of it, here or at another vCenter.',
  parameters: {
    StoragePolicy: {
      type: storagePolicyType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The policies.',
    },
    FilePath: {
      type: 'string',
      mandatory: true,
      help: 'The file, or a folder that is there: then the file is named after the policy.',
    },
    Force: { type: 'switch', help: 'Replaces a file that is there.' },
    Server: serverParameter,
  },
  output: [fileInfoType],
  impact: 'low',
  privileges: ['StorageProfile.View'],
  examples: [
    {
      title: 'Keep a policy',
      code: "Export-SpbmStoragePolicy 'VM Encryption Policy' -FilePath ([IO.Path]::GetTempPath() + 'policy.xml') -Force",
    },
  ],
  links: ['Import-SpbmStoragePolicy'],
  process(args, invocation) {
    const { files } = invocation.host;
    const path = invocation.session.resolvePath(args.FilePath);
    const target = files.facts(path);
    for (const policy of args.StoragePolicy) {
      const { connection, row } = policy.data;
      if (!viewsPolicies(invocation, connection)) continue;
      const isFolder = target.ok && target.value.folder;
      const file = isFolder ? join(path, `${row.name.replaceAll(/[\\/:*?"<>|]/g, '_')}.xml`) : path;
      if (!invocation.shouldProcess(row.name, 'Export storage policy', `to ${file}`)) continue;
      const written = files.write(file, Buffer.from(formatPolicy(row)), args.Force ? 'replace' : 'create');
      if (!written.ok) invocation.throwTerminating(fileError(written.fault));
      const facts = files.facts(file);
      if (facts.ok) invocation.write(fileObject(invocation.session, facts.value));
    }
  },
});
