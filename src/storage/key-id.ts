/** Names a key-encryption key: the key provider (vSphere's KMS cluster) and the key's id on its servers. */
export interface KeyId {
  readonly providerId: string;
  readonly keyId: string;
}

export function sameKeyId(left: KeyId, right: KeyId): boolean {
  return left.providerId === right.providerId && left.keyId === right.keyId;
}
