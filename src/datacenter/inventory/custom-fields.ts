import { fail, ok, type Result } from '../../base/result.ts';
import { type Entity, entityOf, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { CustomFieldRow, CustomValueRow } from '../rows.ts';
import { checkName } from './inventory-tree.ts';
import { managedTypeOf } from './managed-type.ts';

/**
 * Custom attributes: fields that a vCenter's users define for one type of objects, or for all of them, and the texts
 * that the objects have in them.
 */

const MANAGE = 'Global.ManageCustomFields';
const SET = 'Global.SetCustomField';
const LIMIT_VALUE_CHARACTERS = 65_536;

type Reader = Pick<Datacenter, 'rows' | 'find'>;

/** A field by the number that the API knows it by. */
export function customFieldKey({ id }: Pick<CustomFieldRow, 'id'>): number {
  return Number(id.slice(id.indexOf('-') + 1));
}

/** The fields that objects of this type have, the oldest first. */
export function customFieldsOf(datacenter: Reader, entityId: string): CustomFieldRow[] {
  return [...datacenter.rows('customFields')]
    .filter((field) => appliesTo(field, entityId))
    .sort((a, b) => customFieldKey(a) - customFieldKey(b));
}

export function appliesTo({ managedType }: CustomFieldRow, entityId: string): boolean {
  return managedType === null || managedType === managedTypeOf(entityId);
}

/** An object's text in a field; empty where nobody has set one. */
export function customValueOf(datacenter: Reader, entityId: string, field: CustomFieldRow): string {
  const values = datacenter.find('customValues', 'entity', entityId);
  return values.find(({ fieldId }) => fieldId === field.id)?.value ?? '';
}

export function addCustomField(
  datacenter: Datacenter,
  caller: Caller,
  wanted: Omit<CustomFieldRow, 'id'>,
): PlannedChange<CustomFieldRow> {
  return change(datacenter, caller, 'define a custom attribute', (tx) => {
    const free = checkFree(datacenter, wanted);
    if (!free.ok) return free;
    const row: CustomFieldRow = { ...wanted, id: tx.newId('field') };
    tx.put('customFields', row);
    tx.event({
      eventTypeId: 'CustomFieldDefAddedEvent',
      message: `Created new custom field definition ${row.name}`,
    });
    return ok(row);
  });
}

export function renameCustomField(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string; readonly name: string },
): PlannedChange<CustomFieldRow> {
  return change(datacenter, caller, 'rename a custom attribute', (tx) => {
    const field = tx.get('customFields', request.id);
    if (field === undefined) return fail({ kind: 'NotFound', type: 'CustomAttribute', name: request.id });
    const after: CustomFieldRow = { ...field, name: request.name };
    const free = checkFree(datacenter, after);
    if (!free.ok) return free;
    tx.put('customFields', after);
    tx.event({
      eventTypeId: 'CustomFieldDefRenamedEvent',
      message: `Renamed field definition from ${field.name} to ${after.name}`,
    });
    return ok(after);
  });
}

/** Removes a field with all that objects have in it. */
export function removeCustomField(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
): PlannedChange<CustomFieldRow> {
  return change(datacenter, caller, 'remove a custom attribute', (tx) => {
    const field = tx.get('customFields', id);
    if (field === undefined) return fail({ kind: 'NotFound', type: 'CustomAttribute', name: id });
    for (const value of datacenter.find('customValues', 'field', id)) tx.remove('customValues', value.id);
    tx.remove('customFields', id);
    tx.event({
      eventTypeId: 'CustomFieldDefRemovedEvent',
      message: `Removed field definition ${field.name}`,
    });
    return ok(field);
  });
}

/** Gives an object a text in a field; an empty one takes it away. */
export function setCustomValue(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly fieldId: string; readonly entity: Entity; readonly value: string },
): PlannedChange<CustomValueRow> {
  const { fieldId, entity, value } = request;
  const set = (tx: Transaction): Result<CustomValueRow, Fault> => {
    if (entityOf(tx, entity.id) === undefined)
      return fail({ kind: 'NotFound', type: 'Inventory', name: entity.name });
    const allowed = requirePrivilege(datacenter, caller, SET, entity);
    if (!allowed.ok) return allowed;
    const field = tx.get('customFields', fieldId);
    if (field === undefined) return fail({ kind: 'NotFound', type: 'CustomAttribute', name: fieldId });
    const wrong = wrongValue(field, entity, value);
    if (wrong !== undefined) return fail(wrong);
    const row: CustomValueRow = { id: `${entity.id} ${fieldId}`, entityId: entity.id, fieldId, value };
    if (value === '') tx.remove('customValues', row.id);
    else tx.put('customValues', row);
    tx.event({
      eventTypeId: 'CustomFieldValueChangedEvent',
      message: `Changed custom field ${field.name} on ${entity.name} to ${value}`,
      ...(managedTypeOf(entity.id) === 'VirtualMachine'
        ? { vm: { id: entity.id, name: entity.name } }
        : { entity: { id: entity.id, name: entity.name } }),
      arguments: { name: field.name, value },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'set a custom attribute', change: set });
}

function change(
  datacenter: Datacenter,
  caller: Caller,
  operation: string,
  decide: (tx: Transaction) => Result<CustomFieldRow, Fault>,
): PlannedChange<CustomFieldRow> {
  return planChange(datacenter, caller, {
    operation,
    change: (tx) => {
      const allowed = requirePrivilege(datacenter, caller, MANAGE, rootFolder(tx));
      return allowed.ok ? decide(tx) : allowed;
    },
  });
}

/** Among the fields of one type of objects a name stands once, and once among those of all types. */
function checkFree(
  datacenter: Reader,
  { id, name, managedType }: Partial<CustomFieldRow> & Omit<CustomFieldRow, 'id'>,
): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const taken = datacenter
    .find('customFields', 'name', name.toLowerCase())
    .some((other) => other.id !== id && other.managedType === managedType);
  return taken ? fail({ kind: 'DuplicateName', type: 'CustomAttribute', name }) : ok(undefined);
}

function wrongValue(field: CustomFieldRow, entity: Entity, value: string): Fault | undefined {
  if (!appliesTo(field, entity.id)) {
    return {
      kind: 'InvalidArgument',
      parameter: 'CustomAttribute',
      rule: `${field.name} is an attribute of ${field.managedType} objects; ${entity.name} is none.`,
      remedy: `New-CustomAttribute '${field.name.replaceAll("'", "''")}' makes one of all types.`,
    };
  }
  if (value.length <= LIMIT_VALUE_CHARACTERS) return undefined;
  return {
    kind: 'InvalidArgument',
    parameter: 'Value',
    rule: `A custom attribute holds at most ${LIMIT_VALUE_CHARACTERS} characters; this text has ${value.length}.`,
    remedy: 'Give a shorter text.',
  };
}
