import { ok, type Result } from '../../base/result.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { demandPrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Operation, Wait } from '../operation.ts';
import type { CryptoKeyId, HostRow } from '../rows.ts';
import { holdsKey } from './held-keys.ts';
import { type KeyUser, usersOfKey } from './key-users.ts';

/**
 * Whether keys can be had, and why not: vim's QueryCryptoKeyStatus. The names of the reasons are
 * CryptoManagerKmipCryptoKeyStatusKeyUnavailableReason's.
 */
export type KeyUnavailableReason =
  /** No host holds it, and its provider has no server that could be asked. */
  | 'KeyStateMissingInCache'
  /** No key provider of this name is known here. */
  | 'KeyStateClusterInvalid'
  | 'KeyStateClusterUnreachable'
  | 'KeyStateMissingInKMS'
  | 'KeyStateNotActiveOrEnabled';

export interface KeyStatus {
  readonly key: CryptoKeyId;
  readonly isAvailable: boolean;
  readonly reason: KeyUnavailableReason | undefined;
  /** KMIP's state of the key, such as `Active`; undefined where the server cannot be asked. */
  readonly state: string | undefined;
  /** The hosts whose encryption modules hold it. */
  readonly hosts: readonly HostRow[];
  readonly users: readonly KeyUser[];
}

export function* queryKeyStatus(
  datacenter: Datacenter,
  caller: Caller,
  keys: readonly CryptoKeyId[],
): Operation<KeyStatus[]> {
  const allowed = demandPrivilege(datacenter, caller, 'System.Read', rootFolder(datacenter));
  if (!allowed.ok) return allowed;
  const found: KeyStatus[] = [];
  for (const key of keys) {
    const hosts = [...datacenter.rows('hosts')].filter((host) => holdsKey(datacenter, host.id, key));
    const { reason, state } = yield* stateOf(datacenter, key, hosts);
    const users = usersOfKey(datacenter, key.keyId).filter((user) => sameKeyId(user.key, key));
    found.push({ key, isAvailable: reason === undefined, reason, state, hosts, users });
  }
  return ok(found);
}

function* stateOf(
  datacenter: Datacenter,
  key: CryptoKeyId,
  hosts: readonly HostRow[],
): Generator<Wait, Pick<KeyStatus, 'reason' | 'state'>, void> {
  const [provider] = datacenter.find('keyProviders', 'name', key.providerId.toLowerCase());
  if (provider === undefined) return { reason: 'KeyStateClusterInvalid', state: undefined };
  if (provider.servers.length === 0)
    return { reason: hosts.length > 0 ? undefined : 'KeyStateMissingInCache', state: undefined };
  const state: Result<string, Fault> = yield* datacenter.keys.state(key, key.keyId);
  if (!state.ok) {
    const isMissing = state.fault.kind === 'KeyNotFound';
    return { reason: isMissing ? 'KeyStateMissingInKMS' : 'KeyStateClusterUnreachable', state: undefined };
  }
  return { reason: reasonOf(state.value), state: state.value };
}

function reasonOf(state: string): KeyUnavailableReason | undefined {
  if (state === 'Active' || state === 'PreActive') return undefined;
  return state.startsWith('Destroyed') ? 'KeyStateMissingInKMS' : 'KeyStateNotActiveOrEnabled';
}
