import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { terminatingError } from '../cmdlet/error.ts';
import { randomUuid } from '../crypto/random.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import type { Fault } from '../datacenter/faults.ts';
import { isInitialised, openDatacenter } from '../datacenter/open.ts';
import { VCENTER_ID } from '../datacenter/rows.ts';
import { logIn, openSession } from '../datacenter/users.ts';
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

  const open = (): Datacenter => {
    datacenter ??= openOrMake(options, notice);
    return datacenter;
  };
  const current = (): Connection[] => {
    connections ??= options.connect
      ? [connectionOf(open(), required(openSession(open(), { user: options.user })))]
      : [];
    return connections;
  };
  const anyMeansTheLab = once(() =>
    notice('--lab-accepts-any: any server name and any credentials mean the lab.'),
  );

  return {
    opened: () => datacenter,
    current,
    connect(serverName, login) {
      const known = current();
      const caller = authenticate(open(), serverName, login, options);
      if (!caller.ok) return caller;
      if (options.labAcceptsAny) anyMeansTheLab();
      const connection = {
        ...connectionOf(open(), caller.value),
        ...(options.labAcceptsAny && { serverName }),
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
      datacenter?.close();
      datacenter = undefined;
      connections = undefined;
    },
  };
}

function openOrMake(options: ShellOptions, notice: (text: string) => void): Datacenter {
  const datacenter = required(
    openDatacenter({
      statePath: options.statePath,
      clock: systemClock,
      runtimeFolders: options.runtimeFolders,
      onNotice: notice,
    }),
  );
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
  if (!isThisServer(datacenter, serverName)) return fail({ kind: 'UnknownServer', name: serverName });
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
