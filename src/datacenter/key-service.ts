import type { Result } from '../base/result.ts';
import type { KeyEncryptionKey } from '../storage/disk-key.ts';
import type { Fault } from './faults.ts';
import type { Wait } from './operation.ts';
import type { CryptoKeyId, KeyProviderRow } from './rows.ts';

/** What a key is for: vCenter's best-effort tags on the key management server. */
export interface KeyPurpose {
  readonly component: 'Virtual Machine' | 'ESXi Server';
  /** The VM's or host's name and id. */
  readonly name: string;
  readonly identifier: string;
}

export type Waiting<T> = Generator<Wait, Result<T, Fault>, void>;

/** Where keys come from: the model's view of the key providers, whatever server stands behind them. */
export interface KeyService {
  /** A new AES-256 key, made and activated by the provider's servers, tagged where they accept tags. */
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
  /** How each of the provider's servers does. */
  status(provider: KeyProviderRow): Waiting<readonly KeyServerStatus[]>;
  /** The certificate that a server shows, for a person to trust. */
  serverCertificate(address: string, port: number, timeoutMs: number): Waiting<ServerCertificate>;
  /** A key pair and self-signed certificate for a provider's client; the private key stays among the secrets. */
  makeClientIdentity(providerName: string): Waiting<{ readonly certificatePem: string }>;
  /** Seals the password of a server; `password` is zeroised. */
  keepPassword(providerName: string, serverName: string, password: Buffer): Result<void, Fault>;
  close(): void;
}

export interface KeyServerStatus {
  readonly server: string;
  readonly status: 'green' | 'yellow' | 'red';
  readonly detail: string;
}

export interface ServerCertificate {
  readonly sha256: string;
  readonly subject: string;
  readonly validToMs: number;
}
