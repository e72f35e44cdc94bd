import { customFieldsOf, customValueOf } from '../datacenter/inventory/custom-fields.ts';
import { Hashtable } from '../values/hashtable.ts';
import type { PropertyDefinition } from '../values/object-type.ts';
import type { Item } from './connection.ts';

/** CustomFields of an object of the inventory: its text in each of its custom attributes, by name. */
export function customFields<T extends Item<{ readonly id: string }>>(): PropertyDefinition<T> {
  return {
    type: 'hashtable',
    get: ({ connection: { datacenter }, row }) => {
      const table = new Hashtable(true);
      for (const field of customFieldsOf(datacenter, row.id))
        table.set(field.name, customValueOf(datacenter, row.id, field));
      return table;
    },
    json: 'omit',
    help: 'What Get-Annotation tells of it, by the name of the attribute.',
  };
}
