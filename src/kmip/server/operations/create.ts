import { ok, type Result } from '../../../base/result.ts';
import { sha256 } from '../../../crypto/digest.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { isSymmetric, keyMaterialBytes } from '../../algorithms.ts';
import { CryptographicAlgorithm, KeyFormatType, nameOf, ObjectType } from '../../enums.ts';
import type { create } from '../../payloads/create.ts';
import type { ShapeOf } from '../../ttlv/schema.ts';
import type { KmsObject, StoredAttribute } from '../key-store.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { OperationContext } from './context.ts';
import { integerAttribute, putNewObject, templateAttributes } from './new-object.ts';

export function handleCreate(
  request: ShapeOf<typeof create.request>,
  context: OperationContext,
): Result<ShapeOf<typeof create.response>, Refusal> {
  if (request.objectType !== ObjectType.SymmetricKey) {
    return refuse(
      'InvalidField',
      `Create makes Symmetric Keys, not ${nameOf(ObjectType, request.objectType)}.`,
    );
  }
  const attributes = templateAttributes(request.templateAttribute, context);
  if (!attributes.ok) return attributes;
  const made = generateKey(attributes.value, context);
  return made.ok ? ok({ objectType: request.objectType, uniqueIdentifier: made.value.id }) : made;
}

/** A new symmetric key with random material of the length that its attributes ask for. */
export function generateKey(
  attributes: readonly StoredAttribute[],
  context: OperationContext,
): Result<KmsObject, Refusal> {
  const algorithm = integerAttribute(attributes, 'Cryptographic Algorithm');
  const lengthBits = integerAttribute(attributes, 'Cryptographic Length');
  const usageMask = integerAttribute(attributes, 'Cryptographic Usage Mask');
  if (algorithm === undefined || lengthBits === undefined || usageMask === undefined) {
    return refuse(
      'MissingData',
      'A new key needs Cryptographic Algorithm, Cryptographic Length and Cryptographic Usage Mask.',
    );
  }
  const name = nameOf(CryptographicAlgorithm, algorithm);
  if (!isSymmetric(algorithm))
    return refuse('InvalidField', `${name} is no symmetric algorithm that is supported.`);
  const lengthBytes = keyMaterialBytes(algorithm, lengthBits);
  if (lengthBytes === undefined) return refuse('InvalidField', `${name} has no keys of ${lengthBits} bits.`);
  const material = randomBytes(lengthBytes);
  const digest = { digest: sha256(material), keyFormatType: KeyFormatType.Raw };
  const made = { objectType: ObjectType.SymmetricKey, attributes, keyFormatType: KeyFormatType.Raw };
  return putNewObject(made, context, material, digest);
}
