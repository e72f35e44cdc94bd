import { ok, type Result } from '../../../base/result.ts';
import type { Attribute } from '../../attributes.ts';
import { KeyFormatType, nameOf, ObjectType } from '../../enums.ts';
import { type KeyBlock, keyValue, transparentSymmetricKey } from '../../objects.ts';
import type { get } from '../../payloads/get.ts';
import { Tag } from '../../tags.ts';
import type { TtlvNode } from '../../ttlv/node.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import type { KmsObject } from '../key-store.ts';
import { isDestroyed } from '../lifecycle.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { attributesNamed, numberOf, storedValue } from '../stored-attributes.ts';
import { type FoundObject, findOnline, type OperationContext } from './context.ts';
import { wrapKeyValue } from './key-wrapping.ts';
import { markServed } from './new-object.ts';

type Request = ShapeOf<typeof get.request>;
type Response = ShapeOf<typeof get.response>;

export function handleGet(request: Request, context: OperationContext): Result<Response, Refusal> {
  const found = findOnline(request.uniqueIdentifier, context);
  if (!found.ok) return found;
  const { object } = found.value;
  const head = { objectType: object.objectType, uniqueIdentifier: object.id };
  if (isDestroyed(object)) {
    return refuse('ItemNotFound', 'The object was destroyed; only its attributes are left.');
  }
  if (object.template !== undefined) {
    return ok({ ...head, template: { attributes: object.template.map(templateContent) } });
  }
  const material = context.objects.material(object.id);
  if (material === undefined) return refuse('ItemNotFound', 'The object has no material.');
  context.secrets.push(material);
  const body = readable(request, found.value, material, context);
  if (body.ok) markServed(object, context);
  return body.ok ? ok({ ...head, ...body.value }) : body;
}

function templateContent(stored: KmsObject['attributes'][number]): Attribute {
  const value = storedValue(stored);
  return stored.index === 0
    ? { name: stored.name, value }
    : { name: stored.name, index: stored.index, value };
}

function readable(
  request: Request,
  found: FoundObject,
  material: Uint8Array,
  context: OperationContext,
): Result<Omit<Response, 'objectType' | 'uniqueIdentifier'>, Refusal> {
  const { object } = found;
  if (object.objectType === ObjectType.OpaqueObject) {
    if (request.keyFormatType !== undefined || request.keyWrappingSpecification !== undefined) {
      return refuse('IllegalOperation', 'An Opaque Object has no key format and is not wrapped.');
    }
    return ok({ opaqueObject: { opaqueDataType: object.opaqueDataType ?? 0, opaqueDataValue: material } });
  }
  const keyBlock = readKeyBlock(request, found, material, context);
  if (!keyBlock.ok) return keyBlock;
  return object.objectType === ObjectType.SecretData
    ? ok({ secretData: { secretDataType: object.secretDataType ?? 0, keyBlock: keyBlock.value } })
    : ok({ symmetricKey: { keyBlock: keyBlock.value } });
}

function readKeyBlock(
  request: Request,
  { object, state }: FoundObject,
  material: Uint8Array,
  context: OperationContext,
): Result<KeyBlock, Refusal> {
  if (request.keyCompressionType !== undefined) {
    return refuse('KeyCompressionTypeNotSupported', 'Symmetric keys and secret data have no compression.');
  }
  const keyFormatType = request.keyFormatType ?? object.keyFormatType ?? KeyFormatType.Raw;
  const keyMaterial = inFormat(object, keyFormatType, material, context);
  if (!keyMaterial.ok) return keyMaterial;
  const plain: KeyBlock = {
    keyFormatType,
    cryptographicAlgorithm: numberOf(object, 'Cryptographic Algorithm'),
    cryptographicLength: numberOf(object, 'Cryptographic Length'),
  };
  const specification = request.keyWrappingSpecification;
  if (specification === undefined) {
    return ok({
      ...plain,
      keyValue: keyValue.write({ keyMaterial: keyMaterial.value, attributes: [] }, context),
    });
  }
  const attributes = specification.attributeNames.flatMap((name) =>
    attributesNamed(object, name, state, context.version),
  );
  const wrapped = wrapKeyValue(specification, keyMaterial.value, attributes, context);
  return wrapped.ok ? ok({ ...plain, ...wrapped.value }) : wrapped;
}

function inFormat(
  object: KmsObject,
  keyFormatType: number,
  material: Uint8Array,
  context: OperationContext,
): Result<TtlvNode, Refusal> {
  const isKey = object.objectType === ObjectType.SymmetricKey;
  if (isKey && keyFormatType === KeyFormatType.TransparentSymmetricKey) {
    return ok(transparentSymmetricKey.write({ key: material }, context));
  }
  if (keyFormatType === (isKey ? KeyFormatType.Raw : object.keyFormatType)) {
    return ok({ tag: Tag.KeyMaterial, type: 'ByteString', value: material });
  }
  return refuse(
    'KeyFormatTypeNotSupported',
    `The object is not given out in the format ${nameOf(KeyFormatType, keyFormatType)}.`,
  );
}
