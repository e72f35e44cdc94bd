import { fail, ok, type Result } from '../base/result.ts';
import { demandPrivilege, requirePrivilege, rootFolder } from './authorization.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { checkName } from './inventory-tree.ts';
import { putKeyProvider } from './key-providers.ts';
import type { Operation } from './operation.ts';
import type { KeyProviderRow, KeyServerRow } from './rows.ts';

export interface NewKeyServer {
  readonly name: string;
  readonly providerName: string;
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Trusts the certificate that the server shows now, by its SHA-256. */
  readonly trust: boolean;
  readonly userName: string | null;
  /** Zeroised when it has been sealed. */
  readonly password: Buffer | null;
}

export interface AddedKeyServer {
  readonly provider: KeyProviderRow;
  readonly server: KeyServerRow;
}

/** Registers a server with a provider, which is made when its name is new, with a client certificate of its own. */
export function* addKeyServer(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewKeyServer,
): Operation<AddedKeyServer> {
  const allowed = demandPrivilege(
    datacenter,
    caller,
    'Cryptographer.ManageKeyServers',
    rootFolder(datacenter),
  );
  if (!allowed.ok) return allowed;
  for (const name of [wanted.name, wanted.providerName]) {
    const valid = checkName(name);
    if (!valid.ok) return valid;
  }
  const known = datacenter.find('keyProviders', 'name', wanted.providerName.toLowerCase())[0];
  const free = checkServer(known, wanted);
  if (!free.ok) return free;
  const shown = yield* datacenter.keys.serverCertificate(wanted.address, wanted.port, wanted.timeoutMs);
  if (!shown.ok) return fail(named(shown.fault, wanted));
  if (!wanted.trust) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'TrustKeyManagementServer',
      rule: `The server shows the certificate ${shown.value.subject}, SHA-256 ${shown.value.sha256}, which is not trusted yet.`,
      remedy:
        'Compare the fingerprint with the one its administrator gave you, then add it with -TrustKeyManagementServer $true.',
    });
  }
  const identity =
    (known?.clientCertificatePem ?? null) === null
      ? yield* datacenter.keys.makeClientIdentity(wanted.providerName)
      : undefined;
  if (identity?.ok === false) return identity;
  if (wanted.password !== null) {
    const kept = datacenter.keys.keepPassword(wanted.providerName, wanted.name, wanted.password);
    if (!kept.ok) return kept;
  }
  const server: KeyServerRow = {
    name: wanted.name,
    address: wanted.address,
    port: wanted.port,
    timeoutMs: wanted.timeoutMs,
    userName: wanted.userName,
    pinnedSha256: shown.value.sha256,
  };
  return datacenter.commit(caller, 'add a key management server', (tx) => {
    const held = requirePrivilege(datacenter, caller, 'Cryptographer.ManageKeyServers', rootFolder(tx));
    if (!held.ok) return held;
    const current = datacenter.find('keyProviders', 'name', wanted.providerName.toLowerCase())[0];
    const still = checkServer(current, wanted);
    if (!still.ok) return still;
    const provider = putKeyProvider(datacenter, tx, {
      id: current?.id ?? tx.newId('kmscluster'),
      name: current?.name ?? wanted.providerName,
      embedded: false,
      servers: [...(current?.servers ?? []), server],
      clientCertificatePem: current?.clientCertificatePem ?? identity?.value.certificatePem ?? null,
    });
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Key management server ${server.name} was added to key provider ${provider.name}.`,
      arguments: {
        operation: 'RegisterKmipServer',
        address: `${server.address}:${server.port}`,
        sha256: shown.value.sha256,
      },
    });
    return ok({ provider, server });
  });
}

function named(fault: Fault, wanted: NewKeyServer): Fault {
  return fault.kind === 'KeyProviderUnreachable' ? { ...fault, provider: wanted.providerName } : fault;
}

function checkServer(provider: KeyProviderRow | undefined, wanted: NewKeyServer): Result<void, Fault> {
  if (provider?.embedded === true) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'KeyProvider',
      rule: `${provider.name} is the embedded key provider; servers with other keys cannot join it.`,
      remedy: 'Choose another provider name.',
    });
  }
  const taken = provider?.servers.some((server) => server.name.toLowerCase() === wanted.name.toLowerCase());
  return taken === true
    ? fail({ kind: 'DuplicateName', type: 'KeyManagementServer', name: wanted.name })
    : ok(undefined);
}

/** Removes a server; the last one takes the provider with it, unless its keys are still needed. */
export function removeKeyServer(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly providerId: string; readonly serverName: string },
): Result<void, Fault> {
  return datacenter.commit(caller, 'remove a key management server', (tx) => {
    const held = requirePrivilege(datacenter, caller, 'Cryptographer.ManageKeyServers', rootFolder(tx));
    if (!held.ok) return held;
    const provider = tx.get('keyProviders', request.providerId);
    const gone = provider?.servers.find((server) => server.name === request.serverName);
    if (provider === undefined || gone === undefined) {
      return fail({ kind: 'NotFound', type: 'KeyManagementServer', name: request.serverName });
    }
    const servers = provider.servers.filter((server) => server !== gone);
    if (servers.length > 0) tx.put('keyProviders', { ...provider, servers });
    else {
      const users = usersOfKeys(datacenter, provider.name);
      if (users.length > 0) return fail({ kind: 'KeyProviderInUse', provider: provider.name, users });
      removeProvider(datacenter, tx, provider);
    }
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Key management server ${gone.name} was removed from key provider ${provider.name}.`,
      arguments: { operation: 'RemoveKmipServer' },
    });
    return ok(undefined);
  });
}

function removeProvider(datacenter: Datacenter, tx: Transaction, provider: KeyProviderRow): void {
  tx.remove('keyProviders', provider.id);
  if (!provider.isDefault) return;
  const [next] = [...datacenter.rows('keyProviders')].filter((other) => other.id !== provider.id);
  if (next !== undefined) tx.put('keyProviders', { ...next, isDefault: true });
}

/** VMs, templates and hosts that need a key of the provider, by name. */
export function usersOfKeys(datacenter: Datacenter, providerName: string): string[] {
  const vms = datacenter.find('vms', 'keyProvider', providerName).map((vm) => vm.name);
  const hosts = [...datacenter.rows('hosts')].filter((host) => host.hostKey?.providerId === providerName);
  return [...vms, ...hosts.map((host) => host.name)];
}
