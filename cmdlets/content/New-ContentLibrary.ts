import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createLibrary } from '../../src/datacenter/content/content-library.ts';
import { contentLibraryType } from '../../src/inventory/content-library.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-ContentLibrary',
  synopsis: 'Makes a content library on a datastore.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name of the library.' },
    Datastore: { type: datastoreType, position: 1, mandatory: true, help: 'Where it keeps its files.' },
    Description: { type: 'string', help: 'A note.' },
    Server: serverParameter,
  },
  output: [contentLibraryType],
  impact: 'low',
  privileges: ['ContentLibrary.CreateLocalLibrary'],
  examples: [{ title: 'A library for templates', code: 'New-ContentLibrary Templates datastore2' }],
  process(args, invocation) {
    const { connection, row: store } = args.Datastore.data;
    if (!invocation.shouldProcess(args.Name, `Create content library on ${store.name}`)) return;
    const created = createLibrary(connection.datacenter, connection.caller, {
      name: args.Name,
      description: args.Description ?? '',
      datastoreId: store.id,
    });
    if (created.ok) invocation.write(objectOf(contentLibraryType, { connection, row: created.value }));
    else reportFault(invocation, created.fault, args.Name);
  },
});
