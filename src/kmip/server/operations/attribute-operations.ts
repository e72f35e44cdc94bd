import { ok, type Result } from '../../../base/result.ts';
import { attributeDefinition, isCustom } from '../../attributes.ts';
import { State } from '../../enums.ts';
import type { addAttribute } from '../../payloads/add-attribute.ts';
import type { deleteAttribute } from '../../payloads/delete-attribute.ts';
import type { getAttributeList } from '../../payloads/get-attribute-list.ts';
import type { getAttributes } from '../../payloads/get-attributes.ts';
import type { modifyAttribute } from '../../payloads/modify-attribute.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import { acceptAttribute, checkNamesAreFree, checkRoom } from '../accepted-attributes.ts';
import type { KmsObject, StoredAttribute } from '../key-store.ts';
import { currentState } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import {
  attributeNames,
  attributesNamed,
  findStored,
  storedValue,
  withDate,
  withoutAttribute,
  withStored,
} from '../stored-attributes.ts';
import { type FoundObject, findObject, findOnline, type OperationContext } from './context.ts';

export function handleGetAttributes(
  request: ShapeOf<typeof getAttributes.request>,
  context: OperationContext,
): Result<ShapeOf<typeof getAttributes.response>, Refusal> {
  const repeatedName = request.names.find((name, at) => request.names.indexOf(name) !== at);
  if (repeatedName !== undefined) {
    return refuse('InvalidMessage', `The attribute name '${repeatedName}' is given more than once.`);
  }
  const found = findObject(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const names = request.names.length > 0 ? request.names : attributeNames(object, state, context.version);
  const attributes = names.flatMap((name) => attributesNamed(object, name, state, context.version));
  return ok({ uniqueIdentifier: object.id, attributes });
}

export function handleGetAttributeList(
  request: ShapeOf<typeof getAttributeList.request>,
  context: OperationContext,
): Result<ShapeOf<typeof getAttributeList.response>, Refusal> {
  const found = findObject(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  return ok({ uniqueIdentifier: object.id, names: attributeNames(object, state, context.version) });
}

export function handleAddAttribute(
  request: ShapeOf<typeof addAttribute.request>,
  context: OperationContext,
): Result<ShapeOf<typeof addAttribute.response>, Refusal> {
  const { name, index } = request.attribute;
  if (index !== undefined) return refuse('InvalidField', 'Add Attribute takes no Attribute Index.');
  const found = findChangeable(request.uniqueIdentifier, name, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const fixed = checkDateMayChange(name, state);
  if (!fixed.ok) return fixed;
  const instances = object.attributes.filter((stored) => stored.name === name);
  if (instances.length > 0 && attributeDefinition(name, context.version)?.many === false) {
    return refuse(
      'IllegalOperation',
      `The object has the attribute '${name}' already. Use Modify Attribute.`,
    );
  }
  const room = checkRoom(object.attributes);
  if (!room.ok) return room;
  const nextIndex = instances.reduce((next, stored) => Math.max(next, stored.index + 1), 0);
  return setInstance(request.attribute, nextIndex, object, context);
}

export function handleModifyAttribute(
  request: ShapeOf<typeof modifyAttribute.request>,
  context: OperationContext,
): Result<ShapeOf<typeof modifyAttribute.response>, Refusal> {
  const { name, index } = request.attribute;
  const found = findChangeable(request.uniqueIdentifier, name, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  if (findStored(object, name, index ?? 0) === undefined) return noInstance(name, index);
  const fixed = checkDateMayChange(name, state);
  if (!fixed.ok) return fixed;
  return setInstance(request.attribute, index ?? 0, object, context);
}

export function handleDeleteAttribute(
  request: ShapeOf<typeof deleteAttribute.request>,
  context: OperationContext,
): Result<ShapeOf<typeof deleteAttribute.response>, Refusal> {
  const { name, index } = request;
  const found = findChangeable(request.uniqueIdentifier, name, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const stored = findStored(object, name, index ?? 0);
  if (stored === undefined) return noInstance(name, index);
  const fixed = checkDateMayChange(name, state);
  if (!fixed.ok) return fixed;
  const kept = withDate(withoutAttribute(object, name, stored.index), 'Last Change Date', context.nowSeconds);
  context.objects.put(kept);
  return ok({ uniqueIdentifier: object.id, attribute: onTheWire(stored) });
}

function findChangeable(
  id: string | undefined,
  name: string,
  context: OperationContext,
): Result<FoundObject, Refusal> {
  const found = findOnline(id, context);
  if (!found.ok) return found;
  const definition = attributeDefinition(name, context.version);
  if (definition === undefined) {
    return refuse('InvalidField', `The attribute '${name}' is not known. Custom attributes begin with 'x-'.`);
  }
  if (definition.setBy !== 'client') {
    return refuse('PermissionDenied', `The attribute '${name}' cannot be changed by a client.`);
  }
  return found;
}

function setInstance(
  attribute: { readonly name: string; readonly value: ReturnType<typeof storedValue> },
  index: number,
  object: KmsObject,
  context: OperationContext,
): Result<ShapeOf<typeof addAttribute.response>, Refusal> {
  const accepted = acceptAttribute(attribute, index, context.version);
  if (!accepted.ok) return accepted;
  const free = checkNamesAreFree([accepted.value], context.objects, context.owner, object.id);
  if (!free.ok) return free;
  const changed = withDate(withStored(object, accepted.value), 'Last Change Date', context.nowSeconds);
  context.objects.put({ ...changed, state: currentState(changed, context.nowSeconds) });
  context.placeholder = object.id;
  return ok({ uniqueIdentifier: object.id, attribute: onTheWire(accepted.value) });
}

/** Activation is fixed once it happened; the other dates once the object is past use (§3.24 to §3.27). */
function checkDateMayChange(name: string, state: number): Result<void, Refusal> {
  const latest =
    name === 'Activation Date'
      ? State.PreActive
      : name === 'Deactivation Date' || name === 'Process Start Date' || name === 'Protect Stop Date'
        ? State.Active
        : undefined;
  return latest === undefined || state <= latest
    ? ok(undefined)
    : refuse('PermissionDenied', `The attribute '${name}' cannot be set in the object's present state.`);
}

function noInstance(name: string, index: number | undefined): ReturnType<typeof refuse> {
  const kind = isCustom(name) ? 'custom attribute' : 'attribute';
  return refuse('ItemNotFound', `The object has no instance ${index ?? 0} of the ${kind} '${name}'.`);
}

function onTheWire(stored: StoredAttribute): ShapeOf<typeof addAttribute.response>['attribute'] {
  const { name, index } = stored;
  const value = storedValue(stored);
  return index === 0 ? { name, value } : { name, index, value };
}
