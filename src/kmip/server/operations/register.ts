import { ok, type Result } from '../../../base/result.ts';
import { sha256 } from '../../../crypto/digest.ts';
import { keyMaterialBytes } from '../../algorithms.ts';
import { type Attribute, attributeEnumeration, attributeInteger } from '../../attributes.ts';
import { KeyFormatType, nameOf, ObjectType } from '../../enums.ts';
import { type KeyBlock, keyValue, transparentSymmetricKey } from '../../objects.ts';
import type { register } from '../../payloads/register.ts';
import { SchemaError, type ShapeOf } from '../../ttlv/schema.ts';
import { encodeTtlv } from '../../ttlv/writer.ts';
import { acceptAttributes } from '../accepted-attributes.ts';
import type { StoredAttribute } from '../key-store.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { OperationContext } from './context.ts';
import {
  describeKey,
  type MaterialDigest,
  type NewObject,
  putNewObject,
  templateAttributes,
} from './new-object.ts';

type Request = ShapeOf<typeof register.request>;
type Response = ShapeOf<typeof register.response>;

export function handleRegister(request: Request, context: OperationContext): Result<Response, Refusal> {
  const attributes = templateAttributes(request.templateAttribute, context);
  if (!attributes.ok) return attributes;
  const brought = readObject(request, attributes.value, context);
  if (!brought.ok) return brought;
  const { made, material, digest } = brought.value;
  const object = putNewObject(made, context, material, digest);
  return object.ok ? ok({ uniqueIdentifier: object.value.id }) : object;
}

interface BroughtObject {
  readonly made: NewObject;
  readonly material?: Uint8Array;
  readonly digest?: MaterialDigest;
}

function readObject(
  request: Request,
  attributes: readonly StoredAttribute[],
  context: OperationContext,
): Result<BroughtObject, Refusal> {
  const { objectType, symmetricKey, secretData, opaqueObject, template } = request;
  if (objectType === ObjectType.SymmetricKey && symmetricKey !== undefined) {
    return readSymmetricKey(symmetricKey.keyBlock, attributes, context);
  }
  if (objectType === ObjectType.SecretData && secretData !== undefined) {
    return readSecretData(secretData, attributes, context);
  }
  if (objectType === ObjectType.OpaqueObject && opaqueObject !== undefined) {
    const { opaqueDataType, opaqueDataValue } = opaqueObject;
    const digest = { digest: sha256(opaqueDataValue), keyFormatType: KeyFormatType.Opaque };
    return ok({ made: { objectType, attributes, opaqueDataType }, material: opaqueDataValue, digest });
  }
  if (objectType === ObjectType.Template && template !== undefined) {
    const content = acceptAttributes(template.attributes, context.version);
    return content.ok ? ok({ made: { objectType, attributes, template: content.value } }) : content;
  }
  const name = nameOf(ObjectType, objectType);
  return objectType in SUPPORTED
    ? refuse('InvalidField', `The request says ${name}, and holds no object of that type.`)
    : refuse(
        'FeatureNotSupported',
        `Objects of the type ${name} are not kept here: Symmetric Key, Secret Data, Opaque Object and Template are.`,
      );
}

const SUPPORTED: Readonly<Record<number, true>> = {
  [ObjectType.SymmetricKey]: true,
  [ObjectType.SecretData]: true,
  [ObjectType.OpaqueObject]: true,
  [ObjectType.Template]: true,
};

function readSymmetricKey(
  block: KeyBlock,
  attributes: readonly StoredAttribute[],
  context: OperationContext,
): Result<BroughtObject, Refusal> {
  const value = readKeyValue(block, context);
  if (!value.ok) return value;
  const { keyFormatType, cryptographicAlgorithm, cryptographicLength } = block;
  const material = symmetricMaterial(value.value, keyFormatType, context);
  if (!material.ok) return material;
  if (cryptographicAlgorithm === undefined || cryptographicLength === undefined) {
    return refuse('MissingData', 'The key block needs Cryptographic Algorithm and Cryptographic Length.');
  }
  if (keyMaterialBytes(cryptographicAlgorithm, cryptographicLength) !== material.value.bytes.length) {
    return refuse(
      'InvalidField',
      'The key material does not have the length that the key block states for its algorithm.',
    );
  }
  const described = describeKey(merged(attributes, value.value.attributes), [
    { name: 'Cryptographic Algorithm', value: attributeEnumeration(cryptographicAlgorithm) },
    { name: 'Cryptographic Length', value: attributeInteger(cryptographicLength) },
  ]);
  if (!described.ok) return described;
  return ok({
    made: { objectType: ObjectType.SymmetricKey, attributes: described.value, keyFormatType },
    material: material.value.bytes,
    digest: { digest: material.value.digest, keyFormatType },
  });
}

function readSecretData(
  secret: { readonly secretDataType: number; readonly keyBlock: KeyBlock },
  attributes: readonly StoredAttribute[],
  context: OperationContext,
): Result<BroughtObject, Refusal> {
  const { keyBlock, secretDataType } = secret;
  const value = readKeyValue(keyBlock, context);
  if (!value.ok) return value;
  const { keyFormatType } = keyBlock;
  const { keyMaterial } = value.value;
  if (
    keyMaterial.type !== 'ByteString' ||
    (keyFormatType !== KeyFormatType.Opaque && keyFormatType !== KeyFormatType.Raw)
  ) {
    return refuse(
      'KeyFormatTypeNotSupported',
      'Secret Data is kept as a byte string in the format Raw or Opaque.',
    );
  }
  const described: Attribute[] = [];
  if (keyBlock.cryptographicAlgorithm !== undefined) {
    described.push({
      name: 'Cryptographic Algorithm',
      value: attributeEnumeration(keyBlock.cryptographicAlgorithm),
    });
  }
  if (keyBlock.cryptographicLength !== undefined) {
    described.push({ name: 'Cryptographic Length', value: attributeInteger(keyBlock.cryptographicLength) });
  }
  const all = describeKey(merged(attributes, value.value.attributes), described);
  if (!all.ok) return all;
  return ok({
    made: { objectType: ObjectType.SecretData, attributes: all.value, keyFormatType, secretDataType },
    material: keyMaterial.value,
    digest: { digest: sha256(keyMaterial.value), keyFormatType },
  });
}

/** Attributes may stand beside the key material too; the Template Attribute wins. */
function merged(own: readonly StoredAttribute[], beside: readonly StoredAttribute[]): StoredAttribute[] {
  const names = new Set(own.map((stored) => stored.name));
  return [...own, ...beside.filter((stored) => !names.has(stored.name))];
}

interface BroughtValue {
  readonly keyMaterial: ShapeOf<typeof keyValue>['keyMaterial'];
  readonly attributes: readonly StoredAttribute[];
}

function readKeyValue(block: KeyBlock, context: OperationContext): Result<BroughtValue, Refusal> {
  if (block.keyWrappingData !== undefined) {
    return refuse(
      'FeatureNotSupported',
      'Wrapped keys are not kept. Unwrap the key, or make it with Create.',
    );
  }
  if (block.keyCompressionType !== undefined) {
    return refuse('KeyCompressionTypeNotSupported', 'Symmetric keys and secret data have no compression.');
  }
  if (block.keyValue === undefined) return refuse('MissingData', 'The key block holds no Key Value.');
  const { keyMaterial, attributes } = keyValue.read(block.keyValue, context);
  const accepted = acceptAttributes(attributes, context.version);
  return accepted.ok ? ok({ keyMaterial, attributes: accepted.value }) : accepted;
}

/** The raw key, and its digest in the format that the client registered (§3.17). */
function symmetricMaterial(
  { keyMaterial }: BroughtValue,
  keyFormatType: number,
  context: OperationContext,
): Result<{ bytes: Uint8Array; digest: Uint8Array }, Refusal> {
  if (keyFormatType === KeyFormatType.Raw) {
    if (keyMaterial.type !== 'ByteString')
      throw new SchemaError('Key Material in the format Raw is a Byte String.');
    return ok({ bytes: keyMaterial.value, digest: sha256(keyMaterial.value) });
  }
  if (keyFormatType === KeyFormatType.TransparentSymmetricKey) {
    const { key } = transparentSymmetricKey.read(keyMaterial, context);
    const encoded = encodeTtlv(keyMaterial);
    context.secrets.push(encoded);
    return ok({ bytes: key, digest: sha256(encoded) });
  }
  return refuse(
    'KeyFormatTypeNotSupported',
    `A Symmetric Key comes as Raw or Transparent Symmetric Key, not as ${nameOf(KeyFormatType, keyFormatType)}.`,
  );
}
