import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import {
  addEntityDefault,
  entityDefault,
  keyProviderFor,
  removeEntityDefault,
} from '../datacenter/keys/entity-default-provider.ts';
import {
  keyProvider,
  mayManageKeyServers,
  registerKeyProvider,
  setDefaultKeyProvider,
  unregisterKeyProvider,
} from '../datacenter/keys/key-providers.ts';
import { checkKeyServers } from '../datacenter/keys/key-server-health.ts';
import {
  addKeyServer,
  type KeyServerChange,
  removeKeyServer,
  setKeyServer,
} from '../datacenter/keys/key-servers.ts';
import { readCertificate } from '../datacenter/keys/provider-certificates.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { KeyProviderRow, KeyServerRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { certificateInfo, clusterStatus, clusters } from './crypto-manager-view.ts';
import { methods, runToEnd, taskMethods, valueOrThrow } from './invoke.ts';
import { listOf, make, providerIdOf } from './make.ts';
import { listArgument, numberArgument, numberIn, objectIn, required, textArgument, textIn } from './spec.ts';
import type { VimView } from './view.ts';
import { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** Key management servers and their clusters: CryptoManagerKmip's methods. */

const DEFAULT_PORT = 5696;
const DEFAULT_TIMEOUT_SECONDS = 30;

methods('CryptoManagerKmip', [
  {
    name: 'RegisterKmipServer',
    parameters: ['KmipServerSpec server'],
    run: (view, args) => {
      runToEnd(view, register(view.session, args), 'RegisterKmipServer', args.length);
      return null;
    },
  },
  {
    name: 'UpdateKmipServer',
    parameters: ['KmipServerSpec server'],
    run: (view, args) => {
      runToEnd(view, update(view.session, args), 'UpdateKmipServer', args.length);
      return null;
    },
  },
  {
    name: 'RemoveKmipServer',
    parameters: ['KeyProviderId clusterId', 'string serverName'],
    run: (view, args) =>
      withProvider(view, args, 'RemoveKmipServer', ({ datacenter, caller }, { id }) =>
        removeKeyServer(datacenter, caller, {
          providerId: id,
          serverName: textArgument(args, 1) ?? '',
          force: false,
        }),
      ),
  },
  {
    name: 'MarkDefault',
    parameters: ['KeyProviderId clusterId'],
    run: (view, args) =>
      withProvider(view, args, 'MarkDefault', ({ datacenter, caller }, { id }) =>
        setDefaultKeyProvider(datacenter, caller, id),
      ),
  },
  {
    name: 'SetDefaultKmsCluster',
    parameters: ['ManagedObjectReference entity', 'KeyProviderId clusterId'],
    run: (view, args) => {
      valueOrThrow(setDefault(view.session, args), 'SetDefaultKmsCluster', args.length);
      return null;
    },
  },
  {
    name: 'GetDefaultKmsCluster',
    parameters: ['ManagedObjectReference entity', 'bool defaultsToParent'],
    returns: 'VMware.Vim.KeyProviderId',
    run: ({ session }, args) => {
      const provider = defaultOf(session, args);
      return provider === undefined ? null : providerIdOf(provider.name);
    },
  },
  {
    name: 'IsKmsClusterActive',
    parameters: ['KeyProviderId cluster'],
    returns: 'bool',
    run: (view, args) => runToEnd(view, isActive(view.session, args), 'IsKmsClusterActive', args.length),
  },
  {
    name: 'ListKmipServers',
    parameters: ['int limit'],
    returns: 'VMware.Vim.KmipClusterInfo[]',
    run: ({ session }, args) => clusters(session, numberArgument(args, 0)),
  },
  {
    name: 'RegisterKmsCluster',
    parameters: ['KeyProviderId clusterId', 'string managementType'],
    run: (view, args) => {
      const { datacenter, caller } = view.session;
      const name = textIn(required(args, 0, 'clusterId'), 'id') ?? '';
      runToEnd(view, registerKeyProvider(datacenter, caller, name), 'RegisterKmsCluster', args.length);
      return null;
    },
  },
  {
    name: 'UnregisterKmsCluster',
    parameters: ['KeyProviderId clusterId'],
    run: (view, args) =>
      withProvider(view, args, 'UnregisterKmsCluster', ({ datacenter, caller }, { id }) =>
        unregisterKeyProvider(datacenter, caller, { providerId: id, force: false }),
      ),
  },
  {
    name: 'RetrieveKmipServerCert',
    parameters: ['KeyProviderId keyProvider', 'KmipServerInfo server'],
    returns: 'VMware.Vim.CryptoManagerKmipServerCertInfo',
    run: (view, args) =>
      runToEnd(view, shownCertificate(view.session, args), 'RetrieveKmipServerCert', args.length),
  },
  {
    name: 'UploadKmipServerCert',
    parameters: ['KeyProviderId cluster', 'string certificate'],
    run: (view, args) => {
      runToEnd(view, trust(view.session, args), 'UploadKmipServerCert', args.length);
      return null;
    },
  },
]);

taskMethods('CryptoManagerKmip', [
  {
    name: 'RetrieveKmipServersStatus',
    parameters: ['KmipClusterInfo[] clusters'],
    descriptionId: 'CryptoManagerKmip.retrieveKmipServersStatus',
    returns: 'VMware.Vim.CryptoManagerKmipClusterStatus[]',
    toValue: (made) => made as Value,
    operation: ({ session }, args) => statusOf(session, listArgument(args, 0)),
  },
]);

/** Whether one of a cluster's servers, or of the default one's, serves. */
function* isActive({ datacenter, caller }: VimSession, args: readonly Value[]): Operation<boolean> {
  const allowed = mayManageKeyServers(datacenter, caller);
  if (!allowed.ok) return allowed;
  const named = args[0] instanceof VimObject ? textIn(args[0], 'id') : undefined;
  const provider = keyProvider(datacenter, named);
  if (!provider.ok) return provider;
  const statuses = yield* checkKeyServers(datacenter, caller, provider.value);
  return statuses.ok ? ok(statuses.value.some(({ health }) => health !== 'red')) : statuses;
}

/** The vCenter's default, or an entity's; no cluster takes an entity's away. */
function setDefault(session: VimSession, args: readonly Value[]): Result<unknown, Fault> {
  const { datacenter, caller } = session;
  const entityId = referenceId(args, 0);
  if (entityId !== undefined && !(args[1] instanceof VimObject)) {
    const present = entityDefault(datacenter, entityId);
    return present === undefined
      ? ok(undefined)
      : removeEntityDefault(datacenter, caller, { providerId: present.id, entityId });
  }
  const provider = providerNamed(session, required(args, 1, 'clusterId'));
  if (!provider.ok) return provider;
  const { id: providerId } = provider.value;
  return entityId === undefined
    ? setDefaultKeyProvider(datacenter, caller, providerId)
    : addEntityDefault(datacenter, caller, { providerId, entityId });
}

/** The default of the vCenter or of an entity; with `defaultsToParent` what counts there. */
function defaultOf({ datacenter }: VimSession, args: readonly Value[]): KeyProviderRow | undefined {
  const entityId = referenceId(args, 0);
  if (entityId !== undefined && args[1] !== true) return entityDefault(datacenter, entityId);
  const found =
    entityId === undefined ? keyProvider(datacenter, undefined) : keyProviderFor(datacenter, entityId);
  return found.ok ? found.value : undefined;
}

/** The id in a reference that a method was called with; undefined for none. */
function referenceId(args: readonly Value[], index: number): string | undefined {
  const value = args[index];
  return value instanceof VimObject ? textIn(value, 'value') : undefined;
}

/** Runs what concerns the provider that the first argument names. */
export function withProvider<T>(
  view: VimView,
  args: readonly Value[],
  name: string,
  work: (session: VimSession, provider: KeyProviderRow) => Result<T, Fault>,
): Value {
  const provider = providerNamed(view.session, required(args, 0, 'clusterId'));
  valueOrThrow(provider.ok ? work(view.session, provider.value) : provider, name, args.length);
  return null;
}

export function providerNamed({ datacenter }: VimSession, id: VimObject): Result<KeyProviderRow, Fault> {
  const name = textIn(id, 'id') ?? '';
  const [provider] = datacenter.find('keyProviders', 'name', name.toLowerCase());
  return provider === undefined ? fail({ kind: 'NotFound', type: 'KeyProvider', name }) : ok(provider);
}

/** The server is not used before its certificate is trusted: `UploadKmipServerCert`. */
function register({ datacenter, caller }: VimSession, args: readonly Value[]): Operation<unknown> {
  const spec = required(args, 0, 'server');
  const cluster = objectIn(spec, 'clusterId');
  const info = infoOf(spec);
  const password = textIn(spec, 'password');
  return addKeyServer(datacenter, caller, {
    name: (info && textIn(info, 'name')) ?? '',
    providerName: (cluster && textIn(cluster, 'id')) ?? '',
    address: (info && textIn(info, 'address')) ?? '',
    port: portIn(info),
    timeoutMs: ((info && numberIn(info, 'timeout')) ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    trust: false,
    userName: (info && textIn(info, 'userName')) ?? null,
    password: password === undefined ? null : Buffer.from(password, 'utf8'),
  });
}

function infoOf(spec: VimObject): VimObject | undefined {
  return objectIn(spec, 'info');
}

function portIn(info: VimObject | undefined): number {
  const port = info && numberIn(info, 'port');
  return port === undefined || port === 0 ? DEFAULT_PORT : port;
}

function* update(session: VimSession, args: readonly Value[]): Operation<unknown> {
  const spec = required(args, 0, 'server');
  const cluster = objectIn(spec, 'clusterId');
  const info = infoOf(spec);
  if (cluster === undefined || info === undefined)
    return fail({
      kind: 'InvalidArgument',
      parameter: 'server',
      rule: 'ClusterId and Info name the server that is changed.',
      remedy: 'Set both in the KmipServerSpec.',
    });
  const provider = providerNamed(session, cluster);
  if (!provider.ok) return provider;
  const address = textIn(info, 'address');
  const timeout = numberIn(info, 'timeout');
  const userName = textIn(info, 'userName');
  const password = textIn(spec, 'password');
  const change: KeyServerChange = {
    ...(address !== undefined && { address }),
    ...(numberIn(info, 'port') !== undefined && { port: portIn(info) }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password: Buffer.from(password, 'utf8') }),
  };
  const reference = { providerId: provider.value.id, serverName: textIn(info, 'name') ?? '' };
  return yield* setKeyServer(session.datacenter, session.caller, reference, change);
}

function* statusOf(session: VimSession, asked: readonly VimObject[]): Operation<Value> {
  const { datacenter, caller } = session;
  const names = asked.map((cluster) => {
    const id = objectIn(cluster, 'clusterId');
    return (id && textIn(id, 'id'))?.toLowerCase();
  });
  const found: Value[] = [];
  for (const provider of [...datacenter.rows('keyProviders')]) {
    if (names.length > 0 && !names.includes(provider.name.toLowerCase())) continue;
    const statuses = yield* checkKeyServers(datacenter, caller, provider);
    if (!statuses.ok) return statuses;
    found.push(clusterStatus(provider, statuses.value, session));
  }
  return ok(listOf('CryptoManagerKmipClusterStatus', found));
}

/** The certificate that a server shows now, trusted or not. */
function* shownCertificate(session: VimSession, args: readonly Value[]): Operation<Value> {
  const { datacenter } = session;
  const server = required(args, 1, 'server');
  const provider = providerNamed(session, required(args, 0, 'keyProvider'));
  const name = textIn(server, 'name')?.toLowerCase();
  const known = provider.ok
    ? provider.value.servers.find((row) => row.name.toLowerCase() === name)
    : undefined;
  const address = textIn(server, 'address') ?? known?.address ?? '';
  const shown = yield* datacenter.keys.serverCertificate(
    address,
    numberIn(server, 'port') ?? known?.port ?? DEFAULT_PORT,
    known?.timeoutMs ?? DEFAULT_TIMEOUT_SECONDS * 1000,
  );
  if (!shown.ok) return shown;
  const details = readCertificate(shown.value.pem);
  return ok(
    make('CryptoManagerKmipServerCertInfo', {
      certificate: shown.value.pem,
      certInfo: details.ok ? certificateInfo(details.value, datacenter.clock.nowMs()) : undefined,
      clientTrustServer: known?.pinnedSha256 === shown.value.sha256,
    }),
  );
}

/** Trusts the servers of a cluster that show this very certificate now. */
function* trust(session: VimSession, args: readonly Value[]): Operation<unknown> {
  const { datacenter, caller } = session;
  const provider = providerNamed(session, required(args, 0, 'cluster'));
  if (!provider.ok) return provider;
  const wanted = readCertificate(textArgument(args, 1) ?? '');
  if (!wanted.ok)
    return fail({
      kind: 'InvalidArgument',
      parameter: 'certificate',
      rule: wanted.fault.message,
      remedy: '(Get-View CryptoManagerKmip).RetrieveKmipServerCert($clusterId, $server).Certificate',
    });
  let trusted: KeyServerRow | undefined;
  for (const server of provider.value.servers) {
    const shown = yield* datacenter.keys.serverCertificate(server.address, server.port, server.timeoutMs);
    if (!shown.ok || shown.value.sha256 !== wanted.value.sha256) continue;
    const reference = { providerId: provider.value.id, serverName: server.name };
    const changed = yield* setKeyServer(datacenter, caller, reference, { trust: true });
    if (!changed.ok) return changed;
    trusted = changed.value;
  }
  if (trusted !== undefined) return ok(trusted);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'certificate',
    rule: `No server of ${provider.value.name} shows this certificate now.`,
    remedy: 'Take the one that it shows: RetrieveKmipServerCert',
  });
}
