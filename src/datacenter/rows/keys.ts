import type { RehearsedFaults } from '../../kmip/server/rehearsed-faults.ts';
import type { Named } from './named.ts';

/** vim.encryption.CryptoKeyId: which key of which key provider. The provider is known by its name. */
export interface CryptoKeyId {
  readonly keyId: string;
  readonly providerId: string;
}

/** How a server stood when it was last asked. */
export interface KeyServerHealth {
  readonly status: 'green' | 'yellow' | 'red';
  readonly detail: string;
  /** Since when it has been so. */
  readonly sinceMs: number;
  /** What the server says who made it, once it has been asked. */
  readonly vendor?: string;
}

export interface KeyServerRow {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly userName: string | null;
  /** SHA-256 of the server certificate that was trusted, hex. */
  readonly pinnedSha256: string | null;
  /** Absent until it is first asked. */
  readonly health?: KeyServerHealth;
  /** The VM that the embedded server runs in: it answers while that is on. */
  readonly vmId?: string;
  /** Faults that the embedded server plays, in every process. */
  readonly rehearsal?: RehearsedFaults;
}

/** A client certificate or signing request that is not in use yet; its private key is among the secrets. */
export interface PendingIdentity {
  readonly identity: string;
  readonly pem: string;
}

export interface KeyProviderRow extends Named {
  readonly isDefault: boolean;
  /** The embedded KMIP server stands behind it; its address is this process's own. */
  readonly embedded: boolean;
  readonly servers: readonly KeyServerRow[];
  readonly clientCertificatePem: string | null;
  /** Name of the client's certificate and key among the secrets; the embedded provider has its own. */
  readonly clientIdentity?: string;
  readonly pendingCertificate?: PendingIdentity;
  readonly pendingRequest?: PendingIdentity;
  /** Clusters and folders of hosts that it is the default provider of, by id. */
  readonly defaultForEntities?: readonly string[];
}

/** A key that was made and that nothing needs yet. */
export interface NewKeyRow {
  readonly id: string;
  readonly keyId: CryptoKeyId;
  /** The uuid of the VM or the id of the host that it is for. */
  readonly entity: string;
  /** The lock file of the process that made it. */
  readonly maker: string;
}

/** The hosts whose encryption modules hold a key: gone with a reboot. */
export interface HeldKeyRow {
  readonly id: string;
  readonly keyId: CryptoKeyId;
  readonly hostIds: readonly string[];
}
