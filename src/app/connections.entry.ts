import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { terminatingError } from '../cmdlet/error.ts';
import { randomUuid } from '../crypto/random.ts';
import { logIn, openSession } from '../datacenter/access/users.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import { isInitialised, type OpenOptions, openDatacenter } from '../datacenter/open.ts';
import { VCENTER_ID } from '../datacenter/rows.ts';
import type { Connection, LogIn } from '../inventory/connection.ts';
import { setVim25 } from '../inventory/extension-data.ts';
import { faultError } from '../inventory/report-fault.ts';
import { makeLab } from '../lab/lab.ts';
import { loadBuilt } from './built.ts';
import type { ShellConnections } from './lazy-connections.ts';
import type { ShellOptions } from './shell-options.ts';
import type * as vim25 from './vim25.entry.ts';

/**
 * The datacenter is opened when a cmdlet first asks for a connection. Where there is no state yet, the lab is
 * made; `notice` tells the user in a line each. What goes wrong is thrown as a terminating error.
 */
export function createConnections(options: ShellOptions, notice: (text: string) => void): ShellConnections {
  setVim25(() => loadBuilt<typeof vim25>('src/app/vim25.entry.ts'));
  let datacenter: Datacenter | undefined;
  let connections: Connection[] | undefined;
  /** Other vCenters, by their state files. */
  const others = new Map<string, Datacenter>();

  const open = (): Datacenter => {
    datacenter ??= openOrMake(options, notice);
    return datacenter;
  };
  const current = (): Connection[] => {
    connections ??= options.connect
      ? [connectionOf(open(), required(openSession(open(), { user: options.user })))]
      : [];
    // A cmdlet works on what there is when it runs, also where another shell has made it.
    for (const connection of connections) connection.datacenter.refresh();
    return connections;
  };
  const anyMeansTheLab = once(() =>
    notice('--lab-accepts-any: any server name and any credentials mean the lab.'),
  );

  const serverOf = (serverName: string): Result<Datacenter, Fault> => {
    if (!isStateFile(serverName)) return ok(open());
    const statePath = resolve(serverName);
    if (statePath === open().statePath) return ok(open());
    const known = others.get(statePath);
    if (known !== undefined) return ok(known);
    const other = openDatacenter({ ...openOptions(options, notice), statePath });
    if (other.ok && !isInitialised(other.value)) return fail({ kind: 'UnknownServer', name: serverName });
    if (other.ok) others.set(statePath, other.value);
    return other;
  };

  return {
    opened: () => datacenter,
    all: () => [...(datacenter ? [datacenter] : []), ...others.values()],
    current,
    connect(serverName, login) {
      const known = current();
      const server = serverOf(serverName);
      if (!server.ok) return server;
      const isOwn = server.value === datacenter;
      const caller = isOwn
        ? authenticate(server.value, serverName, login, options)
        : logIn(server.value, login.user, login.password);
      if (!caller.ok) return caller;
      if (isOwn && options.labAcceptsAny) anyMeansTheLab();
      const connection = {
        ...connectionOf(server.value, caller.value),
        ...(isOwn && options.labAcceptsAny && { serverName }),
      };
      // One server at a time, as PowerCLI's single mode: the newest is the one that cmdlets use.
      if (login.isDefault) known.splice(0, known.length, connection);
      return ok(connection);
    },
    disconnect(connection) {
      const known = current();
      const index = known.indexOf(connection);
      if (index >= 0) known.splice(index, 1);
    },
    onThrowAwayLab(body) {
      const before = { datacenter, connections };
      const folder = mkdtempSync(join(tmpdir(), 'vseal-lab-'));
      try {
        const lab = openOrMake({ ...options, statePath: join(folder, 'datacenter.json') }, () => undefined);
        datacenter = lab;
        connections = [connectionOf(lab, required(openSession(lab, { user: options.user })))];
        return body();
      } finally {
        if (datacenter !== before.datacenter) datacenter?.close();
        ({ datacenter, connections } = before);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    close() {
      for (const other of others.values()) other.close();
      others.clear();
      datacenter?.close();
      datacenter = undefined;
      connections = undefined;
    },
  };
}

/** A server is named, another vCenter's state file is there. */
function isStateFile(serverName: string): boolean {
  return /[/\\]|\.json$/.test(serverName) && existsSync(serverName);
}

function openOptions(options: ShellOptions, notice: (text: string) => void): OpenOptions {
  const { statePath, runtimeFolders } = options;
  return { statePath, clock: systemClock, runtimeFolders, onNotice: notice };
}

function openOrMake(options: ShellOptions, notice: (text: string) => void): Datacenter {
  const datacenter = required(openDatacenter(openOptions(options, notice)));
  if (!isInitialised(datacenter)) {
    required(makeLab(datacenter));
    notice(`A lab datacenter was made. Its state: ${options.statePath}`);
    notice(`Its datastores: ${datacenter.folder}/datastores`);
  }
  return datacenter;
}

function connectionOf(datacenter: Datacenter, caller: Caller): Connection {
  const serverName = datacenter.get('vcenter', VCENTER_ID)?.name ?? 'lab';
  return { serverName, port: 443, datacenter, caller, sessionId: randomUuid() };
}

function authenticate(
  datacenter: Datacenter,
  serverName: string,
  { user, password }: LogIn,
  options: ShellOptions,
): Result<Caller, Fault> {
  if (options.labAcceptsAny) return openSession(datacenter, { user: options.user });
  if (!isStateFile(serverName) && !isThisServer(datacenter, serverName))
    return fail({ kind: 'UnknownServer', name: serverName });
  return logIn(datacenter, user, password);
}

/** The vCenter's own name, its VM's, and what means this machine. */
function isThisServer(datacenter: Datacenter, name: string): boolean {
  const wanted = name.toLowerCase();
  const own = datacenter.get('vcenter', VCENTER_ID)?.name.toLowerCase();
  if ([own, 'localhost', '127.0.0.1'].includes(wanted)) return true;
  return datacenter.find('vms', 'name', wanted).some((vm) => vm.role === 'vcenter');
}

function required<T>(result: Result<T, Fault>): T {
  if (result.ok) return result.value;
  throw terminatingError(faultError(result.fault));
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
