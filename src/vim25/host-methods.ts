import { fail, ok, type Result } from '../base/result.ts';
import type { Fault } from '../datacenter/faults.ts';
import { enterMaintenanceMode } from '../datacenter/hosts/evacuation.ts';
import { setHostState } from '../datacenter/hosts/host-connection.ts';
import { restartHost, shutDownHost } from '../datacenter/hosts/host-power.ts';
import { rekeyHost } from '../datacenter/keys/host-key.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { HostConnectionState, HostRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { keyIn } from './crypto-key-methods.ts';
import { methods, runToEnd, taskMethods, valueOrThrow } from './invoke.ts';
import { required } from './spec.ts';
import type { VimView } from './view.ts';
import type { VimSession } from './vim-session.ts';

/** Methods of ESXi hosts. */

taskMethods('HostSystem', [
  {
    name: 'EnterMaintenanceMode',
    parameters: ['int timeout', 'bool evacuatePoweredOffVms', 'HostMaintenanceSpec maintenanceSpec'],
    descriptionId: 'HostSystem.enterMaintenanceMode',
    operation: ({ session, id }, args) =>
      enterMaintenanceMode(session.datacenter, session.caller, {
        hostId: id,
        withPoweredOff: args[1] === true,
      }),
  },
  {
    name: 'ExitMaintenanceMode',
    parameters: ['int timeout'],
    descriptionId: 'HostSystem.exitMaintenanceMode',
    operation: (view) => intoState(view, 'Connected'),
  },
  {
    name: 'DisconnectHost',
    parameters: [],
    descriptionId: 'HostSystem.disconnect',
    operation: (view) => intoState(view, 'Disconnected'),
  },
  {
    name: 'ReconnectHost',
    parameters: ['any cnxSpec', 'any reconnectSpec'],
    descriptionId: 'HostSystem.reconnect',
    operation: (view) => intoState(view, 'Connected'),
  },
  {
    name: 'RebootHost',
    parameters: ['bool force'],
    descriptionId: 'HostSystem.reboot',
    operation: ({ session, id }, args) =>
      restartHost(session.datacenter, session.caller, { hostId: id, force: args[0] === true }),
  },
  {
    name: 'ShutdownHost',
    parameters: ['bool force'],
    descriptionId: 'HostSystem.shutdown',
    operation: ({ session, id }, args) =>
      shutDownHost(session.datacenter, session.caller, { hostId: id, force: args[0] === true }),
  },
]);

methods('HostSystem', [
  {
    name: 'ConfigureCryptoKey',
    parameters: ['CryptoKeyId keyId'],
    run: (view, args) => {
      runToEnd(view, configureCryptoKey(view, args), 'ConfigureCryptoKey', args.length);
      return null;
    },
  },
  {
    name: 'PrepareCrypto',
    parameters: [],
    run: ({ session, id }, args) => {
      valueOrThrow(prepared(session, id), 'PrepareCrypto', args.length);
      return null;
    },
  },
  {
    name: 'EnableCrypto',
    parameters: ['CryptoKeyPlain initialKey'],
    run: (_, args): Value => valueOrThrow(plainKeyRefused(), 'EnableCrypto', args.length),
  },
]);

function intoState({ session, id }: VimView, state: HostConnectionState): Operation<HostRow> {
  return setHostState(session.datacenter, session.caller, { hostId: id, state });
}

/** A key of the caller's choice, or a new one of the default provider where none is given. */
function configureCryptoKey({ session, id }: VimView, args: readonly Value[]): Operation<HostRow> {
  const key = args[0] === null ? undefined : keyIn(required(args, 0, 'keyId'));
  return rekeyHost(session.datacenter, session.caller, {
    hostId: id,
    ...(key !== undefined && key.keyId !== '' && { keyId: key.keyId }),
    ...(key !== undefined && key.providerId !== '' && { providerName: key.providerId }),
  });
}

/** A host whose processor can is prepared as it is. */
function prepared({ datacenter }: VimSession, id: string): Result<void, Fault> {
  const host = datacenter.get('hosts', id);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: id });
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity: host.name });
  return ok(undefined);
}

function plainKeyRefused(): Result<never, Fault> {
  return fail({
    kind: 'InvalidArgument',
    parameter: 'initialKey',
    rule: 'A vCenter gives a host no key in plain text; the key comes from a key management server.',
    remedy: 'Call ConfigureCryptoKey with the id of a key: GenerateKey makes one.',
  });
}
