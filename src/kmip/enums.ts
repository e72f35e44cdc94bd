/** Enumerations and bit masks of KMIP 1.0 to 1.4 (KMIP 1.4 specification §9.1.3.2 and §9.1.3.3) that vSeal reads or writes. */

export const Operation = {
  Create: 0x01,
  CreateKeyPair: 0x02,
  Register: 0x03,
  ReKey: 0x04,
  DeriveKey: 0x05,
  Certify: 0x06,
  ReCertify: 0x07,
  Locate: 0x08,
  Check: 0x09,
  Get: 0x0a,
  GetAttributes: 0x0b,
  GetAttributeList: 0x0c,
  AddAttribute: 0x0d,
  ModifyAttribute: 0x0e,
  DeleteAttribute: 0x0f,
  ObtainLease: 0x10,
  GetUsageAllocation: 0x11,
  Activate: 0x12,
  Revoke: 0x13,
  Destroy: 0x14,
  Archive: 0x15,
  Recover: 0x16,
  Validate: 0x17,
  Query: 0x18,
  Cancel: 0x19,
  Poll: 0x1a,
  Notify: 0x1b,
  Put: 0x1c,
  ReKeyKeyPair: 0x1d,
  DiscoverVersions: 0x1e,
  Encrypt: 0x1f,
  Decrypt: 0x20,
  Sign: 0x21,
  SignatureVerify: 0x22,
  MAC: 0x23,
  MACVerify: 0x24,
  RNGRetrieve: 0x25,
  RNGSeed: 0x26,
  Hash: 0x27,
  CreateSplitKey: 0x28,
  JoinSplitKey: 0x29,
  Import: 0x2a,
  Export: 0x2b,
} as const;

export const ObjectType = {
  Certificate: 1,
  SymmetricKey: 2,
  PublicKey: 3,
  PrivateKey: 4,
  SplitKey: 5,
  Template: 6,
  SecretData: 7,
  OpaqueObject: 8,
} as const;

export const State = {
  PreActive: 1,
  Active: 2,
  Deactivated: 3,
  Compromised: 4,
  Destroyed: 5,
  DestroyedCompromised: 6,
} as const;

export const ResultStatus = {
  Success: 0,
  OperationFailed: 1,
  OperationPending: 2,
  OperationUndone: 3,
} as const;

export const ResultReason = {
  ItemNotFound: 0x01,
  ResponseTooLarge: 0x02,
  AuthenticationNotSuccessful: 0x03,
  InvalidMessage: 0x04,
  OperationNotSupported: 0x05,
  MissingData: 0x06,
  InvalidField: 0x07,
  FeatureNotSupported: 0x08,
  OperationCanceledByRequester: 0x09,
  CryptographicFailure: 0x0a,
  IllegalOperation: 0x0b,
  PermissionDenied: 0x0c,
  ObjectArchived: 0x0d,
  IndexOutOfBounds: 0x0e,
  ApplicationNamespaceNotSupported: 0x0f,
  KeyFormatTypeNotSupported: 0x10,
  KeyCompressionTypeNotSupported: 0x11,
  EncodingOptionError: 0x12,
  GeneralFailure: 0x100,
} as const;

export const CryptographicAlgorithm = {
  DES: 0x01,
  DES3: 0x02,
  AES: 0x03,
  RSA: 0x04,
  DSA: 0x05,
  ECDSA: 0x06,
  HMAC_SHA1: 0x07,
  HMAC_SHA224: 0x08,
  HMAC_SHA256: 0x09,
  HMAC_SHA384: 0x0a,
  HMAC_SHA512: 0x0b,
  HMAC_MD5: 0x0c,
  DH: 0x0d,
  ECDH: 0x0e,
  ECMQV: 0x0f,
  Blowfish: 0x10,
  Camellia: 0x11,
  CAST5: 0x12,
  IDEA: 0x13,
  MARS: 0x14,
  RC2: 0x15,
  RC4: 0x16,
  RC5: 0x17,
  SKIPJACK: 0x18,
  Twofish: 0x19,
} as const;

export const UsageMask = {
  Sign: 0x01,
  Verify: 0x02,
  Encrypt: 0x04,
  Decrypt: 0x08,
  WrapKey: 0x10,
  UnwrapKey: 0x20,
  Export: 0x40,
  MACGenerate: 0x80,
  MACVerify: 0x100,
  DeriveKey: 0x200,
  ContentCommitment: 0x400,
  KeyAgreement: 0x800,
  CertificateSign: 0x1000,
  CRLSign: 0x2000,
  GenerateCryptogram: 0x4000,
  ValidateCryptogram: 0x8000,
  TranslateEncrypt: 0x10000,
  TranslateDecrypt: 0x20000,
  TranslateWrap: 0x40000,
  TranslateUnwrap: 0x80000,
} as const;

export const StorageStatus = { OnLineStorage: 1, ArchivalStorage: 2, DestroyedStorage: 4 } as const;

export const KeyFormatType = {
  Raw: 0x01,
  Opaque: 0x02,
  PKCS_1: 0x03,
  PKCS_8: 0x04,
  X_509: 0x05,
  ECPrivateKey: 0x06,
  TransparentSymmetricKey: 0x07,
} as const;

export const QueryFunction = {
  QueryOperations: 0x1,
  QueryObjects: 0x2,
  QueryServerInformation: 0x3,
  QueryApplicationNamespaces: 0x4,
  QueryExtensionList: 0x5,
  QueryExtensionMap: 0x6,
  QueryAttestationTypes: 0x7,
  QueryRNGs: 0x8,
  QueryValidations: 0x9,
  QueryProfiles: 0xa,
  QueryCapabilities: 0xb,
  QueryClientRegistrationMethods: 0xc,
} as const;

export const RevocationReasonCode = {
  Unspecified: 1,
  KeyCompromise: 2,
  CACompromise: 3,
  AffiliationChanged: 4,
  Superseded: 5,
  CessationOfOperation: 6,
  PrivilegeWithdrawn: 7,
} as const;

export const LinkType = {
  CertificateLink: 0x101,
  PublicKeyLink: 0x102,
  PrivateKeyLink: 0x103,
  DerivationBaseObjectLink: 0x104,
  DerivedKeyLink: 0x105,
  ReplacementObjectLink: 0x106,
  ReplacedObjectLink: 0x107,
} as const;

export const HashingAlgorithm = { MD5: 3, SHA_1: 4, SHA_224: 5, SHA_256: 6, SHA_384: 7, SHA_512: 8 } as const;

export const BlockCipherMode = {
  CBC: 0x1,
  ECB: 0x2,
  CTR: 0x6,
  GCM: 0x9,
  XTS: 0xb,
  AESKeyWrapPadding: 0xc,
  NISTKeyWrap: 0xd,
} as const;

export const WrappingMethod = { Encrypt: 1, MACSign: 2 } as const;
export const EncodingOption = { NoEncoding: 1, TTLVEncoding: 2 } as const;
export const BatchErrorContinuation = { Continue: 1, Stop: 2, Undo: 3 } as const;
export const CancellationResult = {
  Canceled: 1,
  UnableToCancel: 2,
  Completed: 3,
  Failed: 4,
  Unavailable: 5,
} as const;
export const ObjectGroupMember = { GroupMemberFresh: 1, GroupMemberDefault: 2 } as const;
export const CredentialType = { UsernameAndPassword: 1, Device: 2, Attestation: 3 } as const;

const NAMES = new WeakMap<object, ReadonlyMap<number, string>>();

/** The name of an enumeration's value, or the number itself in hexadecimal when the table has none. */
export function nameOf(enumeration: Readonly<Record<string, number>>, value: number): string {
  let names = NAMES.get(enumeration);
  if (names === undefined) {
    // The first of two names of one number wins.
    names = new Map(
      Object.entries(enumeration)
        .map(([name, number]) => [number, name] as const)
        .reverse(),
    );
    NAMES.set(enumeration, names);
  }
  return names.get(value) ?? `0x${value.toString(16)}`;
}
