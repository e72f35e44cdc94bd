import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { type Entity, entityOf, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { TagAssignmentRow, TagCategoryRow, TagRow } from '../rows.ts';
import { checkName } from './inventory-tree.ts';

/** Tags and their categories belong to the whole vCenter; which object has which tag is an assignment. */

const GROUP = 'InventoryService.Tagging';

export function createTagCategory(
  datacenter: Datacenter,
  caller: Caller,
  wanted: Omit<TagCategoryRow, 'id'>,
): PlannedChange<TagCategoryRow> {
  const create = (tx: Transaction): Result<TagCategoryRow, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.CreateCategory`, rootFolder(tx));
    if (!allowed.ok) return allowed;
    const valid = checkName(wanted.name);
    if (!valid.ok) return valid;
    if (datacenter.find('tagCategories', 'name', wanted.name.toLowerCase()).length > 0)
      return fail({ kind: 'DuplicateName', type: 'TagCategory', name: wanted.name });
    const row: TagCategoryRow = { ...wanted, id: urn('InventoryServiceCategory') };
    tx.put('tagCategories', row);
    tx.event({
      eventTypeId: 'com.vmware.cis.CreateCategory',
      message: `Created category ${row.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'create a tag category', change: create });
}

export function createTag(
  datacenter: Datacenter,
  caller: Caller,
  wanted: Omit<TagRow, 'id'>,
): PlannedChange<TagRow> {
  const create = (tx: Transaction): Result<TagRow, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.CreateTag`, rootFolder(tx));
    if (!allowed.ok) return allowed;
    const category = tx.get('tagCategories', wanted.categoryId);
    if (category === undefined)
      return fail({ kind: 'NotFound', type: 'TagCategory', name: wanted.categoryId });
    const free = checkTagName(datacenter, wanted.name, category.id);
    if (!free.ok) return free;
    const row: TagRow = { ...wanted, id: urn('InventoryServiceTag') };
    tx.put('tags', row);
    tx.event({
      eventTypeId: 'com.vmware.cis.CreateTag',
      message: `Created tag ${row.name} in category ${category.name}`,
      entity: { id: row.id, name: row.name },
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'create a tag', change: create });
}

export function setTag(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string } & Partial<Pick<TagRow, 'name' | 'description'>>,
): PlannedChange<TagRow> {
  const set = (tx: Transaction): Result<TagRow, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.EditTag`, rootFolder(tx));
    if (!allowed.ok) return allowed;
    const tag = tx.get('tags', request.id);
    if (tag === undefined) return fail({ kind: 'NotFound', type: 'Tag', name: request.id });
    if (request.name !== undefined && request.name.toLowerCase() !== tag.name.toLowerCase()) {
      const free = checkTagName(datacenter, request.name, tag.categoryId);
      if (!free.ok) return free;
    }
    const after: TagRow = { ...tag, ...request };
    tx.put('tags', after);
    tx.event({
      eventTypeId: 'com.vmware.cis.UpdateTag',
      message: `Updated tag ${after.name}`,
      entity: { id: tag.id, name: after.name },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'change a tag', change: set });
}

/** Removes a tag and takes it from every object that has it. */
export function removeTag(datacenter: Datacenter, caller: Caller, id: string): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.DeleteTag`, rootFolder(tx));
    if (!allowed.ok) return allowed;
    const tag = tx.get('tags', id);
    if (tag === undefined) return fail({ kind: 'NotFound', type: 'Tag', name: id });
    dropTag(datacenter, tx, tag);
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove a tag', change: remove });
}

/** Removes a category with all its tags. */
export function removeTagCategory(datacenter: Datacenter, caller: Caller, id: string): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.DeleteCategory`, rootFolder(tx));
    if (!allowed.ok) return allowed;
    const category = tx.get('tagCategories', id);
    if (category === undefined) return fail({ kind: 'NotFound', type: 'TagCategory', name: id });
    for (const tag of datacenter.find('tags', 'category', id)) dropTag(datacenter, tx, tag);
    tx.remove('tagCategories', id);
    tx.event({
      eventTypeId: 'com.vmware.cis.DeleteCategory',
      message: `Deleted category ${category.name}`,
      entity: { id, name: category.name },
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove a tag category', change: remove });
}

/** Gives an object a tag: of a kind that its category allows, and one only where the category says so. */
export function assignTag(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly tagId: string; readonly entity: Entity; readonly entityType: string },
): PlannedChange<TagAssignmentRow> {
  const { tagId, entity, entityType } = request;
  const assign = (tx: Transaction): Result<TagAssignmentRow, Fault> => {
    if (entityOf(tx, entity.id) === undefined)
      return fail({ kind: 'NotFound', type: 'Inventory', name: entity.name });
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.AttachTag`, entity);
    if (!allowed.ok) return allowed;
    const tag = tx.get('tags', tagId);
    const category = tag && tx.get('tagCategories', tag.categoryId);
    if (tag === undefined || category === undefined)
      return fail({ kind: 'NotFound', type: 'Tag', name: tagId });
    const { entityTypes } = category;
    if (!entityTypes.includes('All') && !entityTypes.includes(entityType)) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Entity',
        rule: `Tags of the category ${category.name} are for ${entityTypes.join(', ')}; ${entity.name} is a ${entityType}.`,
        remedy: 'Get-TagCategory | Select-Object Name, EntityType',
      });
    }
    const others = datacenter
      .find('tagAssignments', 'entity', entity.id)
      .filter((other) => tx.get('tags', other.tagId)?.categoryId === category.id);
    const has = others.find((other) => other.tagId === tagId);
    if (has !== undefined) return ok(has);
    const [other] = others;
    if (category.cardinality === 'Single' && other !== undefined) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Tag',
        rule: `An object has one tag of the category ${category.name}; ${entity.name} has ${tx.get('tags', other.tagId)?.name ?? ''}.`,
        remedy: `Get-TagAssignment ${quote(entity.name)} | Remove-TagAssignment`,
      });
    }
    const row: TagAssignmentRow = { id: `${tagId} ${entity.id}`, tagId, entityId: entity.id };
    tx.put('tagAssignments', row);
    tx.event({
      eventTypeId: 'com.vmware.cis.AttachTag',
      message: `Attached tag ${tag.name} to object ${entity.name}`,
      entity,
    });
    return ok(row);
  };
  return planChange(datacenter, caller, { operation: 'assign a tag', change: assign });
}

export function removeTagAssignment(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string; readonly entity: Entity },
): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const allowed = requirePrivilege(datacenter, caller, `${GROUP}.AttachTag`, request.entity);
    if (!allowed.ok) return allowed;
    const row = tx.get('tagAssignments', request.id);
    if (row === undefined) return ok(undefined);
    tx.remove('tagAssignments', row.id);
    tx.event({
      eventTypeId: 'com.vmware.cis.DetachTag',
      message: `Detached tag ${tx.get('tags', row.tagId)?.name ?? row.tagId} from object ${request.entity.name}`,
      entity: request.entity,
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'take a tag away', change: remove });
}

function dropTag(datacenter: Datacenter, tx: Transaction, tag: TagRow): void {
  for (const assignment of datacenter.find('tagAssignments', 'tag', tag.id))
    tx.remove('tagAssignments', assignment.id);
  tx.remove('tags', tag.id);
  tx.event({
    eventTypeId: 'com.vmware.cis.DeleteTag',
    message: `Deleted tag ${tag.name}`,
    entity: { id: tag.id, name: tag.name },
  });
}

function checkTagName(datacenter: Datacenter, name: string, categoryId: string): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const taken = datacenter
    .find('tags', 'name', name.toLowerCase())
    .some((other) => other.categoryId === categoryId);
  return taken ? fail({ kind: 'DuplicateName', type: 'Tag', name }) : ok(undefined);
}

function urn(type: string): string {
  return `urn:vmomi:${type}:${randomUuid()}:GLOBAL`;
}
