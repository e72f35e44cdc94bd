import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { isWithin } from '../../src/datacenter/access/authorization.ts';
import type { PermissionRow } from '../../src/datacenter/rows.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { entitiesGiven, entityParameter } from '../../src/inventory/entity.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { accountType } from '../../src/inventory/vi-account.ts';
import { permissionType } from '../../src/inventory/vi-permission.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-VIPermission',
  synopsis: 'Gets permissions: who has which role where.',
  description:
    'With -Entity those that are set on it and those that it inherits. The nearest decides: what is set further down overrides.',
  parameters: {
    Entity: entityParameter,
    Principal: {
      type: accountType,
      array: true,
      position: 1,
      help: 'Only permissions of these users and groups.',
    },
    Server: serverParameter,
  },
  output: [permissionType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All permissions', code: 'Get-VIPermission' },
    { title: 'Who may do what with a VM', code: 'Get-VM app-01 | Get-VIPermission' },
  ],
  process(args, invocation) {
    const wanted = args.Principal?.map(({ data }) => data.account.row.name.toLowerCase());
    const write = (connection: Connection, rows: Iterable<PermissionRow>): void => {
      const visible = visibility(connection);
      for (const row of rows) {
        if (wanted !== undefined && !wanted.includes(row.principal.toLowerCase())) continue;
        if (visible({ id: row.entityId })) invocation.write(objectOf(permissionType, { connection, row }));
      }
    };
    if (args.Entity === undefined) {
      for (const connection of serversOf(invocation.session, args.Server))
        write(connection, connection.datacenter.rows('permissions'));
      return;
    }
    for (const { connection, entity } of entitiesGiven(invocation, args.Entity, args.Server)) {
      const { datacenter } = connection;
      const inForce = [...datacenter.rows('permissions')].filter(
        (row) =>
          row.entityId === entity.id || (row.propagate && isWithin(datacenter, entity.id, row.entityId)),
      );
      write(connection, inForce);
    }
  },
});
