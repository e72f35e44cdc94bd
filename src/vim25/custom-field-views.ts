import { entityOf } from '../datacenter/access/authorization.ts';
import {
  addCustomField,
  customFieldKey,
  customFieldsOf,
  customValueOf,
  removeCustomField,
  renameCustomField,
  setCustomValue,
} from '../datacenter/inventory/custom-fields.ts';
import { type CustomFieldRow, VCENTER_ID, type VCenterRow } from '../datacenter/rows.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { methods, valueOrThrow } from './invoke.ts';
import { listOf, make } from './make.ts';
import { defineView, type VimView } from './view.ts';
import { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** Custom attributes as the API has them: fields of the CustomFieldsManager, and each object's values in them. */

const MANAGER = 'CustomFieldsManager';

defineView<VCenterRow>({
  typeName: MANAGER,
  find: ({ datacenter }, id) => (id === MANAGER ? datacenter.get('vcenter', VCENTER_ID) : undefined),
  *all({ datacenter }) {
    const row = datacenter.get('vcenter', VCENTER_ID);
    if (row !== undefined) yield { id: MANAGER, row };
  },
  properties: {
    field: (_, { datacenter }) => definitions([...datacenter.rows('customFields')]),
  },
});

function definitions(fields: readonly CustomFieldRow[]): Value {
  return listOf('CustomFieldDef', fields.map(definition));
}

function definition(field: CustomFieldRow): VimObject {
  return make('CustomFieldDef', {
    key: customFieldKey(field),
    name: field.name,
    type: 'string',
    ...(field.managedType !== null && { managedObjectType: field.managedType }),
  });
}

/** `availableField` of an object. */
export function availableFields({ datacenter }: VimSession, entityId: string): Value {
  return definitions(customFieldsOf(datacenter, entityId));
}

/** `customValue` and `value` of an object: the fields that somebody has set. */
export function customValues({ datacenter }: VimSession, entityId: string): Value {
  const set = customFieldsOf(datacenter, entityId).flatMap((field) => {
    const value = customValueOf(datacenter, entityId, field);
    return value === '' ? [] : [make('CustomFieldStringValue', { key: customFieldKey(field), value })];
  });
  return listOf('CustomFieldValue', set);
}

methods(MANAGER, [
  {
    name: 'AddCustomFieldDef',
    parameters: [
      'string name',
      'string moType',
      'PrivilegePolicyDef fieldDefPolicy',
      'PrivilegePolicyDef fieldPolicy',
    ],
    returns: 'VMware.Vim.CustomFieldDef',
    run: ({ session }, args) => {
      const [name = null, moType = null] = args;
      const wanted = { name: toText(name), managedType: toText(moType) === '' ? null : toText(moType) };
      const added = addCustomField(session.datacenter, session.caller, wanted).make();
      return definition(valueOrThrow(added, 'AddCustomFieldDef', args.length));
    },
  },
  {
    name: 'RemoveCustomFieldDef',
    parameters: ['int key'],
    run: ({ session }, args) => {
      const removed = removeCustomField(session.datacenter, session.caller, fieldId(args[0])).make();
      valueOrThrow(removed, 'RemoveCustomFieldDef', args.length);
      return null;
    },
  },
  {
    name: 'RenameCustomFieldDef',
    parameters: ['int key', 'string name'],
    run: ({ session }, args) => {
      const request = { id: fieldId(args[0]), name: toText(args[1] ?? null) };
      const renamed = renameCustomField(session.datacenter, session.caller, request).make();
      valueOrThrow(renamed, 'RenameCustomFieldDef', args.length);
      return null;
    },
  },
  {
    name: 'SetField',
    parameters: ['ManagedObjectReference entity', 'int key', 'string value'],
    run: (view, [entity = null, key = null, value = null]) => {
      const id = entity instanceof VimObject ? toText(entity.field('value') ?? null) : '';
      return setField(view, { id, fieldId: fieldId(key), value: toText(value) }, 'SetField', 3);
    },
  },
]);

methods('ExtensibleManagedObject', [
  {
    name: 'setCustomValue',
    parameters: ['string key', 'string value'],
    run: (view, [key = null, value = null]) => {
      const named = customFieldsOf(view.session.datacenter, view.id).find(({ name }) => name === toText(key));
      const request = { id: view.id, fieldId: named?.id ?? toText(key), value: toText(value) };
      return setField(view, request, 'setCustomValue', 2);
    },
  },
]);

function fieldId(key: Value | undefined): string {
  return `field-${toText(key ?? null)}`;
}

function setField(
  { session }: VimView,
  { id, fieldId: field, value }: { readonly id: string; readonly fieldId: string; readonly value: string },
  method: string,
  count: number,
): null {
  const { datacenter, caller } = session;
  const entity = entityOf(datacenter, id) ?? { id, name: id };
  valueOrThrow(setCustomValue(datacenter, caller, { fieldId: field, entity, value }).make(), method, count);
  return null;
}
