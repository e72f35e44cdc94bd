import type { Result } from '../../base/result.ts';
import type { ServerTestReport } from '../../kmip/client/provider-test.ts';
import type { ServerStatus } from '../../kmip/client/server-status.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import type { Fault } from '../faults.ts';
import type { Wait } from '../operation.ts';
import type { CryptoKeyId, KeyProviderRow, PendingIdentity } from '../rows.ts';
import type { MadeEndorsementKey } from './kept-identity.ts';

/** What a key is for: vCenter's best-effort tags on the key management server. */
export interface KeyPurpose {
  readonly component: 'Virtual Machine' | 'ESXi Server' | 'vCenter Server';
  /** The VM's or host's name and id. */
  readonly name: string;
  readonly identifier: string;
}

export type { ServerTestReport } from '../../kmip/client/provider-test.ts';

export type Waiting<T> = Generator<Wait, Result<T, Fault>, void>;

/** Where keys come from: the model's view of the key providers, whatever server stands behind them. */
export interface KeyService {
  /**
   * A new AES-256 key, made and activated by the provider's servers, tagged where they accept tags. The commit
   * that puts it to use calls `settleNewKey`; work that fails calls `discardNew`.
   */
  create(provider: KeyProviderRow, purpose: KeyPurpose): Waiting<KeyEncryptionKey>;
  /**
   * A key by its id; a Pre-Active one is activated. One that is not Active any more is refused (`KeyNotUsable`)
   * unless `acceptsInactive` asks for it, to read old data. `entity` names who needs it, for the fault.
   */
  fetch(
    id: CryptoKeyId,
    entity: string,
    options?: { readonly acceptsInactive?: boolean },
  ): Waiting<KeyEncryptionKey & { readonly state: string }>;
  /** The key's state as its provider tells it, such as `Active`. */
  state(id: CryptoKeyId, entity: string): Waiting<string>;
  /** The ids of the keys that the provider has for this vCenter. */
  list(provider: KeyProviderRow): Waiting<readonly string[]>;
  /** After work for `entity` that has failed: destroys the keys made for it, unless something needs them. */
  discardNew(entity: string): Waiting<void>;
  /** How each of the provider's servers does. */
  status(provider: KeyProviderRow): Waiting<readonly ServerStatus[]>;
  /** A full round trip of a key on each server. */
  test(provider: KeyProviderRow): Waiting<readonly ServerTestReport[]>;
  /** The certificate that a server shows, for a person to trust. */
  serverCertificate(address: string, port: number, timeoutMs: number): Waiting<ServerCertificate>;
  readonly identities: ClientIdentities;
  /** The endorsement keys of a new virtual TPM, certified by the vCenter. The caller zeroises the private keys. */
  endorsementKeys(subject: string): Waiting<readonly MadeEndorsementKey[]>;
  /** Seals the password of a server; `password` is zeroised. An empty one is forgotten. */
  keepPassword(providerName: string, serverName: string, password: Buffer): Result<void, Fault>;
  close(): void;
}

/** Certificates that the providers' clients show, their private keys among the secrets. */
export interface ClientIdentities {
  /** A new key pair with a self-signed certificate or with a request for a signed one. */
  make(use: 'client' | 'request'): Waiting<PendingIdentity>;
  /** Takes a certificate for the key pair of `identity`; another key's certificate is refused. */
  adopt(identity: string, certificatePem: string): Result<void, Fault>;
  /** Keeps a certificate and its key that were made elsewhere, under a new name. `keyPem` is zeroised. */
  keep(certificatePem: string, keyPem: Uint8Array): Result<string, Fault>;
  forget(identity: string): void;
}

export interface ServerCertificate {
  readonly sha256: string;
  readonly subject: string;
  readonly validToMs: number;
  readonly pem: string;
}
