import type { Result } from '../base/result.ts';
import { type Pending, startWorker, type WorkerHandle } from '../worker/worker.ts';
import type { FetchedKey, KeyTags } from './client/key-operations.ts';
import type { KeyState, KmipFault } from './client/kmip-fault.ts';
import type { CertificateInfo, KeyProviderConfig } from './client/provider-config.ts';
import type { ServerTestReport } from './client/provider-test.ts';
import type { ServerStatus } from './client/server-status.ts';
import type { RevocationReasonCode } from './enums.ts';

/**
 * Key providers as the engine's synchronous thread uses them. Sockets and TLS live in a worker that
 * starts with the first call; every call gives a `Pending` at once.
 */
export interface KeyProviderClient {
  /**
   * Makes an AES-256 key, Pre-Active. Servers are tried in order; a Create whose outcome is unknown is not repeated
   * (`OutcomeUnknown`), so that no key is made twice.
   */
  createKey(provider: KeyProviderConfig): Pending<Result<{ readonly keyId: string }, KmipFault>>;
  /** Fetches and activates a key that was just made, and notes whose it is (best effort). */
  takeNewKey(
    provider: KeyProviderConfig,
    keyId: string,
    tags?: KeyTags,
  ): Pending<Result<FetchedKey, KmipFault>>;
  /**
   * Get, Get Attributes State, Activate when Pre-Active. A key that is not usable any more is
   * `KeyStateInvalid`, unless `acceptsInactive` asks for it all the same, to read old data.
   */
  getKey(
    provider: KeyProviderConfig,
    keyId: string,
    options?: { readonly acceptsInactive?: boolean },
  ): Pending<Result<FetchedKey, KmipFault>>;
  keyState(provider: KeyProviderConfig, keyId: string): Pending<Result<KeyState, KmipFault>>;
  /** True when the server holds all the tags now, false when it refuses them. */
  tagKey(provider: KeyProviderConfig, keyId: string, tags: KeyTags): Pending<Result<boolean, KmipFault>>;
  revokeKey(
    provider: KeyProviderConfig,
    keyId: string,
    reason: keyof typeof RevocationReasonCode,
  ): Pending<Result<true, KmipFault>>;
  destroyKey(provider: KeyProviderConfig, keyId: string): Pending<Result<true, KmipFault>>;
  /** Ids of the symmetric keys that carry all the tags, oldest first. */
  locateKeys(provider: KeyProviderConfig, tags?: KeyTags): Pending<Result<string[], KmipFault>>;
  status(provider: KeyProviderConfig): Pending<ServerStatus[]>;
  testProvider(provider: KeyProviderConfig): Pending<ServerTestReport[]>;
  /** The certificate that a server shows, trusting nothing: to be looked at and pinned. */
  fetchServerCertificate(
    address: string,
    port: number,
    timeoutMs?: number,
  ): Pending<Result<CertificateInfo, KmipFault>>;
  /** Ends kept connections. */
  closeConnections(): Pending<void>;
  /** Ends the worker. The next call starts another. */
  stop(): void;
}

/** The arguments of the worker's methods. */
export interface KmsClientCalls {
  readonly createKey: { readonly provider: KeyProviderConfig };
  readonly takeNewKey: {
    readonly provider: KeyProviderConfig;
    readonly keyId: string;
    readonly tags: KeyTags;
  };
  readonly getKey: {
    readonly provider: KeyProviderConfig;
    readonly keyId: string;
    readonly acceptsInactive: boolean;
  };
  readonly keyState: { readonly provider: KeyProviderConfig; readonly keyId: string };
  readonly tagKey: { readonly provider: KeyProviderConfig; readonly keyId: string; readonly tags: KeyTags };
  readonly revokeKey: {
    readonly provider: KeyProviderConfig;
    readonly keyId: string;
    readonly reason: keyof typeof RevocationReasonCode;
  };
  readonly destroyKey: { readonly provider: KeyProviderConfig; readonly keyId: string };
  readonly locateKeys: { readonly provider: KeyProviderConfig; readonly tags: KeyTags };
  readonly status: { readonly provider: KeyProviderConfig };
  readonly testProvider: { readonly provider: KeyProviderConfig };
  readonly fetchServerCertificate: {
    readonly address: string;
    readonly port: number;
    readonly timeoutMs: number;
  };
  readonly closeConnections: undefined;
}

const FETCH_TIMEOUT_MS = 10_000;

export function createKeyProviderClient(): KeyProviderClient {
  let worker: WorkerHandle | undefined;
  const call = <T, M extends keyof KmsClientCalls>(method: M, argument: KmsClientCalls[M]): Pending<T> => {
    worker ??= startWorker('kms-client');
    return worker.call<T>(method, argument);
  };
  return {
    createKey: (provider) => call('createKey', { provider }),
    takeNewKey: (provider, keyId, tags = {}) => call('takeNewKey', { provider, keyId, tags }),
    getKey: (provider, keyId, options) =>
      call('getKey', { provider, keyId, acceptsInactive: options?.acceptsInactive === true }),
    keyState: (provider, keyId) => call('keyState', { provider, keyId }),
    tagKey: (provider, keyId, tags) => call('tagKey', { provider, keyId, tags }),
    revokeKey: (provider, keyId, reason) => call('revokeKey', { provider, keyId, reason }),
    destroyKey: (provider, keyId) => call('destroyKey', { provider, keyId }),
    locateKeys: (provider, tags = {}) => call('locateKeys', { provider, tags }),
    status: (provider) => call('status', { provider }),
    testProvider: (provider) => call('testProvider', { provider }),
    fetchServerCertificate: (address, port, timeoutMs = FETCH_TIMEOUT_MS) =>
      call('fetchServerCertificate', { address, port, timeoutMs }),
    closeConnections: () => call('closeConnections', undefined),
    stop() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
