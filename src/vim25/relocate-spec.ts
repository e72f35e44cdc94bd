import { fail } from '../base/result.ts';
import { moveVm } from '../datacenter/migration/vm-move.ts';
import { atOnce, type Operation } from '../datacenter/operation.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { idIn, objectIn, required, textIn } from './spec.ts';
import type { VimView } from './view.ts';
import { VimObject } from './vim-object.ts';

/** `MigrateVM`: another host or pool, with the memory if the VM runs. */
export function migrateOperation({ session, id }: VimView, args: readonly Value[]): Operation<unknown> {
  const [pool, host, priority] = args;
  return moveVm(session.datacenter, session.caller, {
    vmId: id,
    ...place('resourcePoolId', pool),
    ...place('hostId', host),
    priority: priorityOf(priority),
  });
}

/** `RelocateVM`: host, pool, folder and datastore as a spec names them. */
export function relocateOperation({ session, id }: VimView, args: readonly Value[]): Operation<unknown> {
  const spec = required(args, 0, 'spec');
  if (objectIn(spec, 'service') !== undefined)
    return atOnce(() =>
      fail({
        kind: 'InvalidArgument',
        parameter: 'spec.service',
        rule: 'A move to another vCenter goes by its own cmdlet here.',
        remedy: 'Leave Service out of the spec.',
      }),
    );
  const fields = {
    hostId: idIn(spec, 'host'),
    resourcePoolId: idIn(spec, 'pool'),
    folderId: idIn(spec, 'folder'),
    datastoreId: idIn(spec, 'datastore'),
  };
  const wanted = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const transform = textIn(spec, 'transform');
  return moveVm(session.datacenter, session.caller, {
    vmId: id,
    ...wanted,
    ...(transform === 'flat' && { format: 'thick' as const }),
  });
}

function place(name: 'hostId' | 'resourcePoolId', value: Value | undefined): Record<string, string> {
  const id = value instanceof VimObject ? textIn(value, 'value') : undefined;
  return id === undefined ? {} : { [name]: id };
}

function priorityOf(value: Value | undefined): 'default' | 'high' {
  return toText(value ?? null) === 'highPriority' ? 'high' : 'default';
}
