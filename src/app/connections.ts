import { systemClock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { randomUuid } from '../crypto/random.ts';
import type { Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import { isInitialised, openDatacenter } from '../datacenter/open.ts';
import { VCENTER_ID } from '../datacenter/rows.ts';
import { logIn, openSession } from '../datacenter/users.ts';
import type { Connection, Connections } from '../inventory/connection.ts';
import { makeLab } from '../lab/lab.ts';
import type { ShellOptions } from './shell-options.ts';

export interface ConnectionsPort extends Connections {
  /** The datacenter, when something has opened it: for draining tasks and closing. */
  opened(): Datacenter | undefined;
  close(): void;
}

/** A server could not be reached at all: the state cannot be opened or the start user does not exist. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/**
 * The shell's connections to its one datacenter, which is opened when a cmdlet first asks for it. Where there
 * is no state yet, the lab is made; `notice` tells the user in a line each.
 */
export function createConnections(options: ShellOptions, notice: (text: string) => void): ConnectionsPort {
  let datacenter: Datacenter | undefined;
  let connections: Connection[] | undefined;
  let saidAny = false;

  const open = (): Datacenter => {
    if (datacenter !== undefined) return datacenter;
    const opened = openDatacenter({
      statePath: options.statePath,
      clock: systemClock,
      runtimeFolders: options.runtimeFolders,
      onNotice: notice,
    });
    if (!opened.ok) throw new ConnectionFailed(opened.fault);
    datacenter = opened.value;
    if (!isInitialised(datacenter)) makeFirstLab(datacenter, options, notice);
    return datacenter;
  };
  const connectionOf = (caller: Connection['caller']): Connection => ({
    serverName: open().get('vcenter', VCENTER_ID)?.name ?? 'lab',
    port: 443,
    datacenter: open(),
    caller,
    sessionId: randomUuid(),
  });
  const current = (): Connection[] => {
    if (connections === undefined) {
      connections = [];
      if (options.connect) {
        const session = openSession(open(), { user: options.user });
        if (!session.ok) throw new ConnectionFailed(session.fault);
        connections.push(connectionOf(session.value));
      }
    }
    return connections;
  };
  const isServer = (name: string): boolean => {
    const wanted = name.toLowerCase();
    if ([open().get('vcenter', VCENTER_ID)?.name.toLowerCase(), 'localhost', '127.0.0.1'].includes(wanted))
      return true;
    return open()
      .find('vms', 'name', wanted)
      .some((vm) => vm.role === 'vcenter');
  };

  return {
    current,
    connect(serverName, user, password): Result<Connection, Fault> {
      const known = current();
      if (!isServer(serverName)) {
        if (!options.labAcceptsAny) return fail({ kind: 'NotFound', type: 'VIServer', name: serverName });
        if (!saidAny) notice(`--lab-accepts-any: ${serverName} and any credentials mean the lab.`);
        saidAny = true;
      }
      const caller = options.labAcceptsAny
        ? openSession(open(), { user: options.user })
        : password === undefined
          ? openSession(open(), { user })
          : logIn(open(), user, password);
      if (!caller.ok) return caller;
      const connection = { ...connectionOf(caller.value), ...(options.labAcceptsAny && { serverName }) };
      // PowerCLI's single mode: the newest connection is the one that cmdlets use.
      known.splice(0, known.length, connection);
      return ok(connection);
    },
    disconnect(connection) {
      const known = current();
      const index = known.indexOf(connection);
      if (index >= 0) known.splice(index, 1);
    },
    opened: () => datacenter,
    close() {
      datacenter?.close();
      datacenter = undefined;
    },
  };
}

function makeFirstLab(datacenter: Datacenter, options: ShellOptions, notice: (text: string) => void): void {
  const made = makeLab(datacenter);
  if (!made.ok) throw new ConnectionFailed(made.fault);
  notice(`A lab datacenter was made. State: ${options.statePath}`);
  notice(`Datastores: ${datacenter.folder}/datastores`);
}
