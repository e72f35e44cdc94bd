import { attribute, cryptographicParameters, nameReference } from './attributes.ts';
import { Tag } from './tags.ts';
import {
  anything,
  bytes,
  enumeration,
  integer,
  optional,
  repeated,
  type ShapeOf,
  structure,
  text,
} from './ttlv/schema.ts';
import { V1_1 } from './version.ts';

/** The managed objects and their parts: KMIP 1.4 specification §2. */

export const templateAttribute = structure(Tag.TemplateAttribute, {
  templates: repeated(nameReference),
  attributes: repeated(attribute),
});
export type TemplateAttribute = ShapeOf<typeof templateAttribute>;

const encryptionKeyInformation = structure(Tag.EncryptionKeyInformation, {
  uniqueIdentifier: text(Tag.UniqueIdentifier),
  cryptographicParameters: optional(cryptographicParameters),
});

export const keyWrappingData = structure(Tag.KeyWrappingData, {
  wrappingMethod: enumeration(Tag.WrappingMethod),
  encryptionKeyInformation: optional(encryptionKeyInformation),
  macSignatureKeyInformation: optional(anything(Tag.MACSignatureKeyInformation)),
  macSignature: optional(bytes(Tag.MACSignature)),
  ivCounterNonce: optional(bytes(Tag.IVCounterNonce)),
  encodingOption: optional(enumeration(Tag.EncodingOption), V1_1),
});

export const keyWrappingSpecification = structure(Tag.KeyWrappingSpecification, {
  wrappingMethod: enumeration(Tag.WrappingMethod),
  encryptionKeyInformation: optional(encryptionKeyInformation),
  macSignatureKeyInformation: optional(anything(Tag.MACSignatureKeyInformation)),
  attributeNames: repeated(text(Tag.AttributeName)),
  encodingOption: optional(enumeration(Tag.EncodingOption), V1_1),
});
export type KeyWrappingSpecification = ShapeOf<typeof keyWrappingSpecification>;

/** The key value is a structure, or a byte string when the key is wrapped. */
export const keyBlock = structure(Tag.KeyBlock, {
  keyFormatType: enumeration(Tag.KeyFormatType),
  keyCompressionType: optional(enumeration(Tag.KeyCompressionType)),
  keyValue: optional(anything(Tag.KeyValue)),
  cryptographicAlgorithm: optional(enumeration(Tag.CryptographicAlgorithm)),
  cryptographicLength: optional(integer(Tag.CryptographicLength)),
  keyWrappingData: optional(keyWrappingData),
});
export type KeyBlock = ShapeOf<typeof keyBlock>;

/** The key material is a byte string, or a structure in the transparent formats. */
export const keyValue = structure(Tag.KeyValue, {
  keyMaterial: anything(Tag.KeyMaterial),
  attributes: repeated(attribute),
});

export const transparentSymmetricKey = structure(Tag.KeyMaterial, { key: bytes(Tag.Key) });

export const symmetricKey = structure(Tag.SymmetricKey, { keyBlock });
export const secretData = structure(Tag.SecretData, {
  secretDataType: enumeration(Tag.SecretDataType),
  keyBlock,
});
export const opaqueObject = structure(Tag.OpaqueObject, {
  opaqueDataType: enumeration(Tag.OpaqueDataType),
  opaqueDataValue: bytes(Tag.OpaqueDataValue),
});
export const template = structure(Tag.Template, { attributes: repeated(attribute) });

/** The object that Register brings and Get returns stands under its own tag; exactly one is there. */
export const managedObject = {
  symmetricKey: optional(symmetricKey),
  template: optional(template),
  secretData: optional(secretData),
  opaqueObject: optional(opaqueObject),
  certificate: optional(anything(Tag.Certificate)),
  publicKey: optional(anything(Tag.PublicKey)),
  privateKey: optional(anything(Tag.PrivateKey)),
  splitKey: optional(anything(Tag.SplitKey)),
};
