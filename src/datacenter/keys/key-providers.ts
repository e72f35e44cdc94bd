import { fail, ok, type Result } from '../../base/result.ts';
import { demandPrivilege, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import type { Operation } from '../operation.ts';
import type { KeyProviderRow, VmRow } from '../rows.ts';
import { describeUsers, type KeyUser, usersOfProvider } from './key-users.ts';

export const MANAGE_KEY_SERVERS = 'Cryptographer.ManageKeyServers';

/** The provider that new keys come from: the one named, else the default. */
export function keyProvider(
  reader: Pick<Datacenter, 'find' | 'rows'>,
  name: string | undefined,
): Result<KeyProviderRow, Fault> {
  if (name !== undefined) {
    const named = reader.find('keyProviders', 'name', name.toLowerCase())[0];
    return named === undefined ? fail({ kind: 'NotFound', type: 'KeyProvider', name }) : ok(named);
  }
  for (const row of reader.rows('keyProviders')) if (row.isDefault) return ok(row);
  return fail({ kind: 'KeyProviderMissing' });
}

/** The first provider becomes the default one. */
export function putKeyProvider(
  datacenter: Datacenter,
  tx: Transaction,
  row: Omit<KeyProviderRow, 'isDefault'>,
): KeyProviderRow {
  const others = [...datacenter.rows('keyProviders')].filter((other) => other.id !== row.id);
  const isDefault = tx.get('keyProviders', row.id)?.isDefault ?? !others.some((other) => other.isDefault);
  const provider: KeyProviderRow = { ...row, isDefault };
  tx.put('keyProviders', provider);
  return provider;
}

/** Checks the privilege for work on providers before it begins; `changeProvider` checks it again. */
export function mayManageKeyServers(datacenter: Datacenter, caller: Caller): Result<void, Fault> {
  return demandPrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(datacenter));
}

/** A provider without servers yet, whose client certificate can be made known to the servers before they are added. */
export function* registerKeyProvider(
  datacenter: Datacenter,
  caller: Caller,
  name: string,
): Operation<KeyProviderRow> {
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const isTaken = (): boolean => datacenter.find('keyProviders', 'name', name.toLowerCase()).length > 0;
  if (isTaken()) return fail({ kind: 'DuplicateName', type: 'KeyProvider', name });
  const client = yield* datacenter.keys.identities.make('client');
  if (!client.ok) return client;
  const registered = datacenter.commit(caller, 'register a key provider', (tx) => {
    const held = requirePrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(tx));
    if (!held.ok) return held;
    if (isTaken()) return fail({ kind: 'DuplicateName', type: 'KeyProvider', name });
    const provider = putKeyProvider(datacenter, tx, {
      id: tx.newId('kmscluster'),
      name,
      embedded: false,
      servers: [],
      clientCertificatePem: client.value.pem,
      clientIdentity: client.value.identity,
    });
    auditKeyServers(tx, 'RegisterKmsCluster', `Key provider ${name} was registered.`);
    return ok(provider);
  });
  if (!registered.ok) datacenter.keys.identities.forget(client.value.identity);
  return registered;
}

/** Changes a provider's row under the privilege for it. */
export function changeProvider(
  datacenter: Datacenter,
  caller: Caller,
  providerId: string,
  change: (provider: KeyProviderRow, tx: Transaction) => Result<KeyProviderRow, Fault>,
): Result<KeyProviderRow, Fault> {
  return datacenter.commit(caller, 'change a key provider', (tx) => {
    const held = requirePrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(tx));
    if (!held.ok) return held;
    const provider = tx.get('keyProviders', providerId);
    if (provider === undefined) return fail({ kind: 'NotFound', type: 'KeyProvider', name: providerId });
    const changed = change(provider, tx);
    if (changed.ok && changed.value !== provider) tx.put('keyProviders', changed.value);
    return changed;
  });
}

/** New keys come from this provider where none is named. */
export function setDefaultKeyProvider(
  datacenter: Datacenter,
  caller: Caller,
  providerId: string,
): Result<KeyProviderRow, Fault> {
  return changeProvider(datacenter, caller, providerId, (provider, tx) => {
    if (provider.isDefault) return ok(provider);
    for (const other of datacenter.rows('keyProviders'))
      if (other.isDefault) tx.put('keyProviders', { ...other, isDefault: false });
    auditKeyServers(tx, 'MarkDefault', `Key provider ${provider.name} is the default one now.`);
    return ok({ ...provider, isDefault: true });
  });
}

/** Forgets a provider and its servers; the keys on them stay. Forced, it locks the VMs that need one of its keys. */
export function unregisterKeyProvider(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly providerId: string; readonly force: boolean },
): Result<void, Fault> {
  const removed = datacenter.commit(caller, 'unregister a key provider', (tx) => {
    const held = requirePrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(tx));
    if (!held.ok) return held;
    const provider = tx.get('keyProviders', request.providerId);
    if (provider === undefined)
      return fail({ kind: 'NotFound', type: 'KeyProvider', name: request.providerId });
    const gone = removeProvider(datacenter, tx, provider, request.force);
    if (gone.ok) auditKeyServers(tx, 'UnregisterKmsCluster', `Key provider ${provider.name} was removed.`);
    return gone;
  });
  if (!removed.ok) return removed;
  forgetProviderSecrets(datacenter, removed.value);
  return ok(undefined);
}

/** What needs the provider's keys and would be without them; refused when there is anything, unless forced. */
export function planProviderRemoval(
  datacenter: Datacenter,
  { name }: KeyProviderRow,
  force: boolean,
): Result<{ readonly needing: readonly string[] }, Fault> {
  const needing = describeUsers(usersOfProvider(datacenter, name));
  return needing.length > 0 && !force
    ? fail({ kind: 'KeyProviderInUse', provider: name, users: needing })
    : ok({ needing });
}

/** Inside a commit; the secrets of the row that it gives back are to be forgotten after it. */
export function removeProvider(
  datacenter: Datacenter,
  tx: Transaction,
  provider: KeyProviderRow,
  force: boolean,
): Result<KeyProviderRow, Fault> {
  const planned = planProviderRemoval(datacenter, provider, force);
  if (!planned.ok) return planned;
  lockUsers(datacenter, tx, provider.name, usersOfProvider(datacenter, provider.name));
  tx.remove('keyProviders', provider.id);
  if (provider.isDefault) {
    const [next] = [...datacenter.rows('keyProviders')].filter((other) => other.id !== provider.id);
    if (next !== undefined) tx.put('keyProviders', { ...next, isDefault: true });
  }
  return ok(provider);
}

/** Nobody can bring these keys any more: hosts forget them, and the VMs that need one are locked. */
function lockUsers(
  datacenter: Datacenter,
  tx: Transaction,
  providerName: string,
  users: readonly KeyUser[],
): void {
  const vms = new Map<string, VmRow>();
  for (const user of users) if ('vm' in user) vms.set(user.vm.id, user.vm);
  for (const vm of vms.values()) {
    tx.put('vms', { ...vm, locked: true });
    tx.event({
      eventTypeId: 'com.vmware.vc.vm.Crypto.VMLocked.KMSClusterError',
      severity: 'error',
      message: `Virtual machine ${vm.name} is locked because of a KMS cluster error: ${providerName} was removed.`,
      vm: { id: vm.id, name: vm.name },
      arguments: { keyProvider: providerName },
    });
  }
  for (const { id, keyId } of [...datacenter.rows('heldKeys')])
    if (keyId.providerId === providerName) tx.remove('heldKeys', id);
  // Without its host key a host is not safe; the next key that it is given comes from another provider.
  for (const user of users)
    if (user.kind === 'host' && user.host.cryptoState === 'safe')
      tx.put('hosts', { ...user.host, cryptoState: 'prepared' });
}

export function forgetProviderSecrets(datacenter: Datacenter, provider: KeyProviderRow): void {
  const { identities } = datacenter.keys;
  for (const identity of [
    provider.clientIdentity,
    provider.pendingCertificate?.identity,
    provider.pendingRequest?.identity,
  ])
    if (identity !== undefined) identities.forget(identity);
  for (const { name, userName } of provider.servers)
    if (userName !== null) datacenter.keys.keepPassword(provider.name, name, Buffer.alloc(0));
}

/** The vendor's audit event for what is done with key servers; `operation` is the vendor's name of it. */
export function auditKeyServers(
  tx: Transaction,
  operation: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): void {
  tx.event({
    eventTypeId: 'com.vmware.vc.crypto.Operation',
    message,
    arguments: { operation, ...details },
  });
}
