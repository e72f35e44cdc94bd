import { privilegesOn } from '../datacenter/access/authorization.ts';
import { visibility } from '../datacenter/access/visibility.ts';
import type { Value } from '../values/value.ts';
import { availableFields, customValues } from './custom-field-views.ts';
import { enumValue, listOf, make, refOf, refsOf } from './make.ts';
import type { VimSession } from './vim-session.ts';

/** What every managed entity has, whatever it is. */
export interface EntityFacts {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly status: 'gray' | 'green' | 'yellow' | 'red';
}

type Property<R> = (row: R, session: VimSession, id: string) => Value;

/** The properties of ManagedEntity, for a row of which `factsOf` tells the few facts that differ. */
export function entityProperties<R>(factsOf: (row: R) => EntityFacts): Readonly<Record<string, Property<R>>> {
  const status: Property<R> = (row) => enumValue('ManagedEntityStatus', factsOf(row).status);
  const none: Property<R> = () => [];
  return {
    name: (row) => factsOf(row).name,
    parent: (row) => {
      const { parentId } = factsOf(row);
      return parentId === null ? null : refOf(parentId);
    },
    overallStatus: status,
    configStatus: status,
    configIssue: none,
    customValue: (row, session) => customValues(session, factsOf(row).id),
    value: (row, session) => customValues(session, factsOf(row).id),
    availableField: (row, session) => availableFields(session, factsOf(row).id),
    tag: none,
    declaredAlarmState: none,
    triggeredAlarmState: none,
    alarmActionsEnabled: () => true,
    disabledMethod: none,
    recentTask: (row, session) => recentTasks(session, factsOf(row).id),
    permission: (row, session) => permissionsOn(session, factsOf(row).id),
    effectiveRole: (row, session) => rolesOn(session, factsOf(row).id),
  };
}

function recentTasks({ datacenter }: VimSession, entityId: string): Value {
  return refsOf(
    datacenter.tasks
      .all()
      .filter(({ entity }) => entity?.id === entityId)
      .map(({ id }) => id),
  );
}

function permissionsOn({ datacenter }: VimSession, entityId: string): Value {
  const permissions = datacenter.find('permissions', 'entity', entityId);
  return listOf(
    'Permission',
    permissions.map(({ principal, isGroup, roleId, propagate }) =>
      make('Permission', { entity: refOf(entityId), principal, group: isGroup, roleId, propagate }),
    ),
  );
}

/** The ids of the roles whose every privilege the session's user has here. */
function rolesOn({ datacenter, caller }: VimSession, entityId: string): Value {
  const held = privilegesOn(datacenter, caller.user, entityId);
  return [...datacenter.rows('roles')]
    .filter(({ privileges }) => privileges.length > 0 && privileges.every((privilege) => held.has(privilege)))
    .map(({ roleId }) => roleId);
}

/** References to the rows that the session's user may see. */
export function visibleRefs(session: VimSession, rows: Iterable<{ readonly id: string }>): Value {
  const ids = [...rows].filter(visibility(session)).map(({ id }) => id);
  return refsOf(ids);
}

/** The rows that the session's user may see, by id. */
export function* visibleRows<R extends { readonly id: string }>(
  session: VimSession,
  rows: Iterable<R>,
): Iterable<{ readonly id: string; readonly row: R }> {
  const isVisible = visibility(session);
  for (const row of rows) if (isVisible(row)) yield { id: row.id, row };
}

/** A row by its id, if the session's user may see it. */
export function visibleRow<R extends { readonly id: string }>(
  session: VimSession,
  row: R | undefined,
): R | undefined {
  return row !== undefined && visibility(session)(row) ? row : undefined;
}
