import { fail, ok, type Result } from '../../base/result.ts';
import type { RehearsedFaults } from '../../kmip/server/rehearsed-faults.ts';
import { requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import type { Operation } from '../operation.ts';
import type { KeyProviderRow, KeyServerRow, PendingIdentity } from '../rows.ts';
import {
  auditKeyServers,
  changeProvider,
  forgetProviderSecrets,
  MANAGE_KEY_SERVERS,
  mayManageKeyServers,
  putKeyProvider,
  removeProvider,
} from './key-providers.ts';
import type { ServerCertificate, Waiting } from './key-service.ts';

export interface NewKeyServer {
  readonly name: string;
  readonly providerName: string;
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Trusts the certificate that the server shows now, by its SHA-256; else it is added and not used yet. */
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
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  for (const name of [wanted.name, wanted.providerName]) {
    const valid = checkName(name);
    if (!valid.ok) return valid;
  }
  const known = datacenter.find('keyProviders', 'name', wanted.providerName.toLowerCase())[0];
  const free = checkServer(known, wanted);
  if (!free.ok) return free;
  const shown = wanted.trust ? yield* shownCertificate(datacenter, wanted.providerName, wanted) : undefined;
  if (shown?.ok === false) {
    const { fault } = shown;
    return known === undefined && fault.kind === 'KeyProviderUnreachable'
      ? fail({ ...fault, isNew: true })
      : shown;
  }
  const made = known === undefined ? yield* datacenter.keys.identities.make('client') : undefined;
  if (made?.ok === false) return made;
  const client = made?.value;
  if (wanted.password !== null) {
    const kept = datacenter.keys.keepPassword(wanted.providerName, wanted.name, wanted.password);
    if (!kept.ok) return kept;
  }
  const added = commitServer(datacenter, caller, wanted, shown?.value, client);
  const inUse = added.ok ? added.value.provider.clientIdentity : undefined;
  if (client !== undefined && client.identity !== inUse) datacenter.keys.identities.forget(client.identity);
  return added;
}

function commitServer(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewKeyServer,
  shown: ServerCertificate | undefined,
  client: PendingIdentity | undefined,
): Result<AddedKeyServer, Fault> {
  const server: KeyServerRow = {
    name: wanted.name,
    address: wanted.address,
    port: wanted.port,
    timeoutMs: wanted.timeoutMs,
    userName: wanted.userName,
    pinnedSha256: shown?.sha256 ?? null,
  };
  return datacenter.commit(caller, 'add a key management server', (tx) => {
    const held = requirePrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(tx));
    if (!held.ok) return held;
    const current = datacenter.find('keyProviders', 'name', wanted.providerName.toLowerCase())[0];
    const still = checkServer(current, wanted);
    if (!still.ok) return still;
    const provider = putKeyProvider(datacenter, tx, {
      ...(current ?? {
        id: tx.newId('kmscluster'),
        name: wanted.providerName,
        embedded: false,
        clientCertificatePem: client?.pem ?? null,
        ...(client !== undefined && { clientIdentity: client.identity }),
      }),
      servers: [...(current?.servers ?? []), server],
    });
    auditKeyServers(
      tx,
      'RegisterKmipServer',
      `Key management server ${server.name} was added to key provider ${provider.name}.`,
      {
        address: `${server.address}:${server.port}`,
        ...(server.pinnedSha256 !== null && { sha256: server.pinnedSha256 }),
      },
    );
    return ok({ provider, server });
  });
}

function* shownCertificate(
  datacenter: Datacenter,
  providerName: string,
  { address, port, timeoutMs }: Pick<KeyServerRow, 'address' | 'port' | 'timeoutMs'>,
): Waiting<ServerCertificate> {
  const shown = yield* datacenter.keys.serverCertificate(address, port, timeoutMs);
  if (shown.ok) return shown;
  const { kind } = shown.fault;
  if (kind !== 'KeyProviderUnreachable' && kind !== 'KeyProviderFailed') return shown;
  return fail({ ...shown.fault, provider: providerName });
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

/** Which server of which provider. */
export interface ServerReference {
  readonly providerId: string;
  readonly serverName: string;
}

export interface KeyServerChange {
  readonly address?: string;
  readonly port?: number;
  readonly timeoutMs?: number;
  /** True trusts the certificate that the server shows now in place of the earlier one; false trusts none. */
  readonly trust?: boolean;
  /** Null: none any more. */
  readonly userName?: string | null;
  /** Zeroised when it has been sealed; an empty one is forgotten. */
  readonly password?: Buffer;
}

/** Changes how a server is reached and whether its certificate is trusted. */
export function* setKeyServer(
  datacenter: Datacenter,
  caller: Caller,
  reference: ServerReference,
  change: KeyServerChange,
): Operation<KeyServerRow> {
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  const provider = datacenter.get('keyProviders', reference.providerId);
  const server = provider && serverOf(provider, reference.serverName);
  if (provider === undefined || server === undefined) return fail(serverNotFound(reference));
  const { trust, password, ...settings } = change;
  if (provider.embedded && Object.keys(change).some((name) => name !== 'timeoutMs')) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'KeyManagementServer',
      rule: `${server.name} is the embedded server of ${provider.name}: only its timeout can be changed.`,
      remedy: 'Name a key management server that is elsewhere: Get-KeyManagementServer',
    });
  }
  const shown =
    trust === true
      ? yield* shownCertificate(datacenter, provider.name, { ...server, ...settings })
      : undefined;
  if (shown?.ok === false) return shown;
  if (password !== undefined) {
    const kept = datacenter.keys.keepPassword(provider.name, server.name, password);
    if (!kept.ok) return kept;
  }
  const pin = trust === undefined ? {} : { pinnedSha256: shown?.value.sha256 ?? null };
  return changeServer(datacenter, caller, reference, 'UpdateKmipServer', (current) => ({
    row: { ...current, ...settings, ...pin },
    message: `Key management server ${current.name} of key provider ${provider.name} was changed.`,
    details: { ...(shown !== undefined && { sha256: shown.value.sha256 }) },
  }));
}

/** Faults on purpose of the embedded server. */
export type ServerFaults = RehearsedFaults;

/** Lets the embedded server play faults, in every process of this datacenter; none ends them. */
export function setKeyServerFaults(
  datacenter: Datacenter,
  caller: Caller,
  reference: ServerReference,
  faults: ServerFaults,
): Result<KeyServerRow, Fault> {
  const provider = datacenter.get('keyProviders', reference.providerId);
  if (provider?.embedded === false) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'KeyManagementServer',
      rule: `${reference.serverName} is not the embedded server; only that one plays faults for vSeal.`,
      remedy: 'Get-KeyProvider | Where-Object Embedded | Get-KeyManagementServer',
    });
  }
  const names = Object.keys(faults);
  return changeServer(datacenter, caller, reference, 'SetKeyServerFault', (current) => ({
    row: { ...current, rehearsal: faults },
    message:
      names.length === 0
        ? `Key management server ${current.name} works as it should again.`
        : `Key management server ${current.name} plays a fault: ${names.join(', ')}.`,
    details: { faults: names.join(', ') },
  }));
}

function changeServer(
  datacenter: Datacenter,
  caller: Caller,
  reference: ServerReference,
  operation: string,
  change: (server: KeyServerRow) => {
    readonly row: KeyServerRow;
    readonly message: string;
    readonly details: Readonly<Record<string, string>>;
  },
): Result<KeyServerRow, Fault> {
  const changed = changeProvider(datacenter, caller, reference.providerId, (provider, tx) => {
    const server = serverOf(provider, reference.serverName);
    if (server === undefined) return fail(serverNotFound(reference));
    const { row, message, details } = change(server);
    auditKeyServers(tx, operation, message, details);
    return ok({ ...provider, servers: provider.servers.map((other) => (other === server ? row : other)) });
  });
  const row = changed.ok ? serverOf(changed.value, reference.serverName) : undefined;
  return changed.ok ? (row === undefined ? fail(serverNotFound(reference)) : ok(row)) : changed;
}

function serverOf(provider: KeyProviderRow, name: string): KeyServerRow | undefined {
  return provider.servers.find((server) => server.name === name);
}

function serverNotFound({ serverName }: ServerReference): Fault {
  return { kind: 'NotFound', type: 'KeyManagementServer', name: serverName };
}

/** Removes a server; the last one takes the provider with it, unless its keys are still needed. */
export function removeKeyServer(
  datacenter: Datacenter,
  caller: Caller,
  request: ServerReference & { readonly force: boolean },
): Result<void, Fault> {
  const removed = datacenter.commit(caller, 'remove a key management server', (tx) => {
    const held = requirePrivilege(datacenter, caller, MANAGE_KEY_SERVERS, rootFolder(tx));
    if (!held.ok) return held;
    const provider = tx.get('keyProviders', request.providerId);
    const gone = provider && serverOf(provider, request.serverName);
    if (provider === undefined || gone === undefined) return fail(serverNotFound(request));
    const servers = provider.servers.filter((server) => server !== gone);
    if (servers.length > 0) tx.put('keyProviders', { ...provider, servers });
    else {
      const removable = removeProvider(datacenter, tx, provider, request.force);
      if (!removable.ok) return removable;
    }
    auditKeyServers(
      tx,
      'RemoveKmipServer',
      `Key management server ${gone.name} was removed from key provider ${provider.name}.`,
    );
    return ok({ provider, gone, isLast: servers.length === 0 });
  });
  if (!removed.ok) return removed;
  const { provider, gone, isLast } = removed.value;
  if (isLast) forgetProviderSecrets(datacenter, provider);
  else if (gone.userName !== null) datacenter.keys.keepPassword(provider.name, gone.name, Buffer.alloc(0));
  return ok(undefined);
}
