import { ok, type Result } from '../../../base/result.ts';
import { wrapKey } from '../../../crypto/key-wrap.ts';
import { importSecretKey } from '../../../crypto/secret-key.ts';
import type { Attribute } from '../../attributes.ts';
import {
  BlockCipherMode,
  CryptographicAlgorithm,
  EncodingOption,
  ObjectType,
  State,
  UsageMask,
  WrappingMethod,
} from '../../enums.ts';
import { type KeyBlock, type KeyWrappingSpecification, keyValue } from '../../objects.ts';
import { Tag } from '../../tags.ts';
import type { TtlvNode } from '../../ttlv/node.ts';
import { encodeTtlv } from '../../ttlv/writer.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { numberOf } from '../stored-attributes.ts';
import { findOnline, type OperationContext } from './context.ts';

const MAX_WRAPPED_BYTES = 4096;

/**
 * Wraps a key for Get (§2.1.6) with NIST AES Key Wrap under another key of this client: the TTLV
 * encoding of the whole Key Value, or the key material alone with the option No Encoding.
 */
export function wrapKeyValue(
  specification: KeyWrappingSpecification,
  keyMaterial: TtlvNode,
  attributes: readonly Attribute[],
  context: OperationContext,
): Result<Pick<KeyBlock, 'keyValue' | 'keyWrappingData'>, Refusal> {
  const { wrappingMethod, encryptionKeyInformation, encodingOption } = specification;
  if (wrappingMethod !== WrappingMethod.Encrypt || encryptionKeyInformation === undefined) {
    return refuse(
      'FeatureNotSupported',
      'Keys are wrapped by encryption only, with Encryption Key Information.',
    );
  }
  const mode =
    encryptionKeyInformation.cryptographicParameters?.blockCipherMode ?? BlockCipherMode.NISTKeyWrap;
  if (mode !== BlockCipherMode.NISTKeyWrap) {
    return refuse('FeatureNotSupported', 'Keys are wrapped with NIST AES Key Wrap (RFC 3394) only.');
  }
  const plain = plainBytes(encodingOption, keyMaterial, attributes, context);
  if (!plain.ok) return plain;
  context.secrets.push(plain.value);
  const lengthBytes = plain.value.length;
  if (lengthBytes % 8 !== 0 || lengthBytes < 16 || lengthBytes > MAX_WRAPPED_BYTES) {
    return refuse(
      'CryptographicFailure',
      `Wrapping takes multiples of 8 bytes, from 16 to ${MAX_WRAPPED_BYTES}.`,
    );
  }
  const kek = wrappingKey(encryptionKeyInformation.uniqueIdentifier, context);
  if (!kek.ok) return kek;
  const wrapped = wrapKey(importSecretKey(kek.value), importSecretKey(plain.value));
  return ok({
    keyValue: { tag: Tag.KeyValue, type: 'ByteString', value: wrapped },
    keyWrappingData: { wrappingMethod, encryptionKeyInformation, encodingOption },
  });
}

function plainBytes(
  encodingOption: number | undefined,
  keyMaterial: TtlvNode,
  attributes: readonly Attribute[],
  context: OperationContext,
): Result<Uint8Array, Refusal> {
  if (encodingOption !== EncodingOption.NoEncoding) {
    return ok(encodeTtlv(keyValue.write({ keyMaterial, attributes }, context)));
  }
  if (attributes.length > 0 || keyMaterial.type !== 'ByteString') {
    return refuse(
      'EncodingOptionError',
      'No Encoding wraps a byte string of key material, without attributes.',
    );
  }
  return ok(Uint8Array.from(keyMaterial.value));
}

/** The bytes of the key encryption key, which may wrap only while it is Active, and only if its mask says so. */
function wrappingKey(id: string, context: OperationContext): Result<Uint8Array, Refusal> {
  const found = findOnline(id, context);
  if (!found.ok) return found;
  const { object, state } = found.value;
  const isAesKey =
    object.objectType === ObjectType.SymmetricKey &&
    numberOf(object, 'Cryptographic Algorithm') === CryptographicAlgorithm.AES;
  if (!isAesKey) return refuse('IllegalOperation', 'The wrapping key is no AES key.');
  if (((numberOf(object, 'Cryptographic Usage Mask') ?? 0) & UsageMask.WrapKey) === 0) {
    return refuse('PermissionDenied', "The wrapping key's usage mask does not hold Wrap Key.");
  }
  const material = state === State.Active ? context.objects.material(id) : undefined;
  return material === undefined
    ? refuse('PermissionDenied', 'The wrapping key is not Active.')
    : ok(material);
}
