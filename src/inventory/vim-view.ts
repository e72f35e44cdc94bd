import type { Invocation } from '../cmdlet/invocation.ts';
import { idOfMoRef, managedTypeOf } from '../datacenter/inventory/managed-type.ts';
import { TypedObject } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { managerNamed, textIn, VimObject, VimView, viewOf } from '../vim25/vim25.ts';
import type { Connection, Item } from './connection.ts';
import { entityValue } from './entity.ts';
import { snapshotsOf } from './snapshot.ts';
import { type TaskItem, tasksOf, taskType, taskValue } from './task.ts';
import { templateValue } from './template.ts';
import { viObject } from './vi-object.ts';
import { viServerType } from './vi-server.ts';

export {
  findViews,
  isViewType,
  propertyNamed,
  restrictView,
  VimView,
  viewTypeNames,
} from '../vim25/vim25.ts';

/** Between the shell's objects and the views of the vSphere API, for the cmdlets that go from one to the other. */

export interface Reference {
  readonly typeName: string;
  readonly id: string;
}

/** What a MoRef, a text such as `VirtualMachine-vm-42`, or the name of a manager names; undefined for anything else. */
export function referenceOf(value: Value): Reference | undefined {
  if (value instanceof VimView) return { typeName: value.typeName, id: value.id };
  if (value instanceof VimObject) return referenceIn(value);
  const object = value instanceof TypedObject ? referenceOfObject(value) : undefined;
  if (object !== undefined || value instanceof TypedObject) return object;
  const text = toText(value);
  const id = idOfMoRef(text);
  const typeName = managedTypeOf(id);
  if (typeName !== undefined) return { typeName, id };
  const manager = managerNamed(text);
  if (manager !== undefined) return manager;
  const dash = text.indexOf('-');
  return dash <= 0 ? undefined : { typeName: text.slice(0, dash), id: text.slice(dash + 1) };
}

function referenceIn(moRef: VimObject): Reference | undefined {
  const typeName = textIn(moRef, 'type');
  const id = textIn(moRef, 'value');
  return typeName === undefined || id === undefined ? undefined : { typeName, id };
}

/** Objects of the inventory, tasks and servers stand for managed objects. */
function referenceOfObject(object: TypedObject<unknown>): Reference | undefined {
  if (object.objectType.isAssignableTo(viServerType)) return managerNamed('ServiceInstance');
  if (object.objectType.isAssignableTo(taskType))
    return { typeName: 'Task', id: (object.data as TaskItem).task.id };
  if (!object.objectType.isAssignableTo(viObject)) return undefined;
  const { id } = (object.data as Item<{ readonly id: string }>).row;
  const typeName = managedTypeOf(id);
  return typeName === undefined ? undefined : { typeName, id };
}

/** The view that a value names, as the object is now; from the server that the value came from, if it says. */
export function viewOfValue(value: Value, connections: readonly Connection[]): VimView | undefined {
  const reference = referenceOf(value);
  if (reference === undefined) return undefined;
  for (const connection of connectionsFor(value, connections)) {
    const view = viewOf(connection, reference.typeName, reference.id);
    if (view !== undefined) return view;
  }
  return undefined;
}

function connectionsFor(value: Value, connections: readonly Connection[]): readonly Connection[] {
  if (value instanceof VimView) return [value.session];
  if (!(value instanceof TypedObject)) return connections;
  if (value.objectType.isAssignableTo(viServerType)) return [value.data as Connection];
  return [(value.data as Item<unknown>).connection];
}

/** The shell's object for a managed object; `null` where the shell has none such. */
export function objectOfReference(connection: Connection, { typeName, id }: Reference): Value {
  if (typeName === 'VirtualMachineSnapshot') return snapshotObject(connection, id);
  if (typeName === 'Task') {
    const item = tasksOf(connection).find(({ task }) => task.id === id);
    return item === undefined ? null : taskValue(item);
  }
  const vm = connection.datacenter.get('vms', id);
  return vm?.isTemplate === true ? templateValue(connection, vm) : entityValue(connection, id);
}

function snapshotObject(connection: Connection, id: string): Value {
  for (const row of connection.datacenter.rows('vms')) {
    const found = snapshotsOf({ connection, row }).find((snapshot) => snapshot.data.row.id === id);
    if (found !== undefined) return found;
  }
  return null;
}

/** Nothing has the reference, or nothing that the user may see. */
export function reportNoView(invocation: Invocation, value: Value): void {
  const reference = referenceOf(value);
  const shown = reference === undefined ? toText(value) : `${reference.typeName}-${reference.id}`;
  invocation.writeError({
    message: `View with Id '${shown}' was not found using the specified filter(s).`,
    id: 'Core_GetView_NotFound',
    category: 'ObjectNotFound',
    why: 'No managed object of this datacenter that you may see has this reference.',
    advice: 'Get-View -ViewType ManagedEntity | Select-Object Name, MoRef',
    target: shown,
    exceptionType: 'VMware.VimAutomation.Sdk.Types.V1.ErrorHandling.VimException.VimException',
  });
}
