import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { templateType } from '../../src/inventory/template.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Template',
  synopsis: 'Gets the templates.',
  parameters: {
    Name: { type: 'string', array: true, position: 0, wildcard: true, help: 'Names, with wildcards.' },
    Id: { type: 'string', array: true, help: 'Ids of templates.' },
    Server: serverParameter,
  },
  output: [templateType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Templates that are encrypted', code: 'Get-Template | Where-Object Encrypted' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'vms',
      typeName: 'Template',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: ({ row }) => row.isTemplate,
    });
    for (const item of items) invocation.write(objectOf(templateType, item));
  },
});
