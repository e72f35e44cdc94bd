import { basename } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { copyDatastoreItem, isFolder, type Place } from '../../src/datacenter/disks/datastore-items.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';

export default defineCmdlet({
  name: 'Copy-DatastoreItem',
  synopsis: 'Copies files between datastores and this machine, up and down.',
  description:
    'A file of a datastore is [datastore1] app-01/app-01.vmx or vmstore:\\Lab\\datastore1\\app-01\\app-01.vmx; any other path is one of this machine. Files are copied as they are: those of an encrypted VM stay encrypted, and need Cryptographer.Access. An existing file is not replaced.',
  parameters: {
    Item: {
      type: 'string',
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The files to copy.',
    },
    Destination: { type: 'string', position: 1, mandatory: true, help: 'A file or folder.' },
    PassThru: { type: 'switch', help: 'Writes what was copied.' },
    Server: serverParameter,
  },
  output: ['PSCustomObject'],
  impact: 'low',
  privileges: ['Datastore.Browse', 'Datastore.FileManagement', 'Cryptographer.Access'],
  examples: [
    {
      title: 'Download a VMX',
      code: "Copy-DatastoreItem '[datastore1] app-01/app-01.vmx' app-01.vmx",
    },
    {
      title: 'Upload it again beside it',
      before: "Copy-DatastoreItem '[datastore1] app-01/app-01.vmx' saved.vmx",
      code: "Copy-DatastoreItem saved.vmx 'vmstore:\\Lab\\datastore1\\app-01\\saved.vmx' -PassThru",
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const { datacenter, caller } = connection;
    for (const item of args.Item) {
      const from = placeOf(invocation, item);
      const wanted = placeOf(invocation, args.Destination);
      const to = isFolder(datacenter, wanted) ? within(wanted, nameOf(from)) : wanted;
      if (!invocation.shouldProcess(item, `Copy to ${args.Destination}`)) continue;
      const copied = copyDatastoreItem(datacenter, caller, { from, to });
      if (!copied.ok) reportFault(invocation, copied.fault, item);
      else if (args.PassThru) {
        const { name, target, sizeBytes } = copied.value;
        invocation.write(
          customObject([
            ['Name', name],
            ['Path', target],
            ['Length', sizeBytes],
          ]),
        );
      }
    }
  },
});

/** `vmstore:\Datacenter\datastore\folder\file` and `[datastore] folder/file`; else a path of this machine. */
function placeOf(invocation: Invocation, text: string): Place {
  if (text.startsWith('[')) return { datastorePath: text };
  const [, path] = /^vmstores?:[\\/]+(.*)$/i.exec(text) ?? [];
  if (path === undefined) return { file: invocation.session.resolvePath(text) };
  const [, datastore = '', ...rest] = path.split(/[\\/]+/);
  return { datastorePath: `[${datastore}] ${rest.join('/')}` };
}

function nameOf({ datastorePath, file }: Place): string {
  return basename((datastorePath ?? file ?? '').replace(/^\[[^\]]*\] */, ''));
}

function within({ datastorePath, file }: Place, name: string): Place {
  if (datastorePath === undefined) return { file: `${file ?? ''}/${name}` };
  return {
    datastorePath:
      datastorePath.endsWith('] ') || datastorePath.endsWith('/')
        ? `${datastorePath}${name}`
        : `${datastorePath}/${name}`,
  };
}
