import type { TagAssignmentRow, TagCategoryRow, TagRow } from '../datacenter/rows.ts';
import { defineEnum } from '../values/enum-type.ts';
import { type ObjectType, objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Item } from './connection.ts';
import { entityValue } from './entity.ts';
import { itemsNamed } from './lookup.ts';
import { viObject } from './vi-object.ts';

export const cardinality = defineEnum({
  fullName: 'VMware.VimAutomation.ViCore.Types.V1.Tagging.Cardinality',
  values: ['Single', 'Multiple'],
});

export const tagCategoryType: ObjectType<Item<TagCategoryRow>> = objectType<Item<TagCategoryRow>>()({
  name: 'TagCategory',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Tagging.TagCategoryImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Tagging.TagCategory'],
  base: viObject,
  properties: {
    Description: { type: 'string', get: ({ row }) => row.description },
    Cardinality: { type: 'Cardinality', get: ({ row }) => cardinality.value(row.cardinality) },
    EntityType: { type: 'string[]', get: ({ row }) => [...row.entityTypes] },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 40 },
      { property: 'Cardinality', width: 11, align: 'left' },
      { property: 'Description' },
    ],
  },
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'tagCategories', pattern)].map((item) => objectOf(tagCategoryType, item)),
});

export const tagType: ObjectType<Item<TagRow>> = objectType<Item<TagRow>>()({
  name: 'Tag',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Tagging.TagImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Tagging.Tag'],
  base: viObject,
  properties: {
    Category: { type: 'TagCategory', get: categoryOf },
    Description: { type: 'string', get: ({ row }) => row.description },
  },
  view: {
    table: [
      { label: 'Name', get: ({ row }) => row.name, width: 30 },
      { label: 'Category', get: categoryOf, width: 30 },
      { property: 'Description' },
    ],
  },
  toString: (item) => `${nameOfCategory(item)}/${item.row.name}`,
  resolveName: (scope, pattern) =>
    [...itemsNamed(scope, 'tags', pattern)].map((item) => objectOf(tagType, item)),
});

export const tagAssignmentType: ObjectType<Item<TagAssignmentRow>> = objectType<Item<TagAssignmentRow>>()({
  name: 'TagAssignment',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Tagging.TagAssignmentImpl',
  aliases: ['VMware.VimAutomation.ViCore.Types.V1.Tagging.TagAssignment'],
  properties: {
    Tag: { type: 'Tag', get: tagOf },
    Entity: { type: 'VIObjectCore', get: ({ connection, row }) => entityValue(connection, row.entityId) },
    Uid: { type: 'string', get: ({ row }) => row.id, json: 'omit' },
  },
  view: {
    table: [
      { property: 'Tag', width: 40, align: 'left' },
      { property: 'Entity', width: 40, align: 'left' },
    ],
  },
  identity: ({ row }) => row.id,
});

/** -Tag of the cmdlets that get objects. */
export const tagParameter = {
  type: tagType,
  array: true,
  sets: ['Default'],
  help: 'Only objects that have one of these tags.',
} as const;

/** True when the object has one of the tags, or when none are asked for. */
export function hasTag(
  { connection, row }: Item<{ readonly id: string }>,
  tags: readonly TypedObject<Item<TagRow>>[] | undefined,
): boolean {
  if (tags === undefined) return true;
  const has = connection.datacenter.find('tagAssignments', 'entity', row.id);
  return has.some((assignment) => tags.some((tag) => tag.data.row.id === assignment.tagId));
}

function categoryOf({ connection, row }: Item<TagRow>): Value {
  const category = connection.datacenter.get('tagCategories', row.categoryId);
  return category === undefined ? null : objectOf(tagCategoryType, { connection, row: category });
}

function nameOfCategory({ connection, row }: Item<TagRow>): string {
  return connection.datacenter.get('tagCategories', row.categoryId)?.name ?? '';
}

function tagOf({ connection, row }: Item<TagAssignmentRow>): Value {
  const tag = connection.datacenter.get('tags', row.tagId);
  return tag === undefined ? null : objectOf(tagType, { connection, row: tag });
}
