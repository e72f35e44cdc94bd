import { completeKey } from '../cmdlet/completion.ts';
import { privilegesOn } from '../datacenter/authorization.ts';
import { explainFault } from '../datacenter/faults.ts';
import { ROOT_FOLDER_ID } from '../datacenter/rows.ts';
import type { Connection } from '../inventory/connection.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import type { ShellStatus, ToEngine } from '../protocol/messages.ts';
import { NAMED_TABLES } from './object-names.ts';
import type { Shell } from './shell.ts';

/** What the engine tells the UI besides results: status, names for completion, ends of background tasks. */
export interface Publisher {
  /** At the start: opens the datacenter, says where it is, and publishes everything. */
  start(): void;
  /** After a line: what has changed. */
  publish(): void;
  announceTasks(): void;
  /** Answers what is neither a line nor the end; true: the shell goes on. */
  answer(message: ToEngine): boolean;
}

export function createPublisher(engine: EngineSide, shell: Shell): Publisher {
  const published = new Map<string, Set<string>>();
  const announced = new Set<string>();
  const connection = (): Connection | undefined =>
    shell.connections.opened() && shell.connections.current()[0];

  const publishNames = (): void => {
    const datacenter = shell.connections.opened();
    if (datacenter === undefined) return;
    for (const [kind, table] of Object.entries(NAMED_TABLES)) {
      const before = published.get(kind);
      const names = new Set<string>();
      for (const row of datacenter.rows(table)) names.add(row.name);
      const added = [...names].filter((name) => before?.has(name) !== true);
      const removed = [...(before ?? [])].filter((name) => !names.has(name));
      published.set(kind, names);
      if (before !== undefined && added.length === 0 && removed.length === 0) continue;
      engine.send({ type: 'names', kind, reset: before === undefined, added, removed });
    }
  };
  const announceTasks = (): void => {
    for (const task of shell.connections.opened()?.tasks.all() ?? []) {
      if (task.state === 'running' || announced.has(task.id)) continue;
      announced.add(task.id);
      const { result, name, entity } = task;
      if (result === undefined) continue;
      const title = `${name} ${entity?.name ?? ''}`.trim();
      engine.send(
        result.ok
          ? { type: 'announce', level: 'good', text: `${title}: done` }
          : { type: 'announce', level: 'error', text: `${title}: ${explainFault(result.fault).message}` },
      );
    }
  };
  /** Tasks that the user waited for need no announcement. */
  const forgetFinished = (): void => {
    for (const task of shell.connections.opened()?.tasks.all() ?? []) {
      if (task.state !== 'running') announced.add(task.id);
    }
  };

  return {
    start() {
      const banner = openDatacenter(shell);
      forgetFinished();
      engine.send({ type: 'ready', banner });
      engine.send({
        type: 'commands',
        commands: shell.runspace.session.commands
          .matching('*')
          .map(({ name, synopsis, parameterNames }) => ({ name, synopsis, parameters: parameterNames })),
      });
      publishNames();
      engine.send({ type: 'status', status: statusOf(connection()) });
    },
    publish() {
      forgetFinished();
      publishNames();
      engine.send({ type: 'status', status: statusOf(connection()) });
    },
    announceTasks,
    answer(message) {
      if (message.type === 'complete') {
        const { session } = shell.runspace;
        const completions = session.resource(completeKey)(session, message.text, message.cursor);
        engine.send({ type: 'completions', id: message.id, completions });
      }
      return true;
    },
  };
}

/** Opens the datacenter, which makes the lab at the very first start; what goes wrong is shown like any error. */
function openDatacenter(shell: Shell): readonly string[] {
  shell.execute('$null = $DefaultVIServer', { outputCommand: 'Out-Default' });
  return [];
}

function statusOf(connection: Connection | undefined): ShellStatus {
  if (connection === undefined) {
    return {
      server: 'not connected',
      user: '',
      role: '',
      providersDown: [],
      lockedVmCount: 0,
      runningTaskCount: 0,
    };
  }
  const { datacenter, caller, serverName } = connection;
  let lockedVmCount = 0;
  for (const vm of datacenter.rows('vms')) if (vm.locked) lockedVmCount++;
  const providersDown: string[] = [];
  for (const { name, servers } of datacenter.rows('keyProviders')) {
    if (servers.length > 0 && servers.every(({ health }) => health?.status === 'red'))
      providersDown.push(name);
  }
  return {
    server: serverName,
    user: caller.user,
    role: roleLabel(connection),
    providersDown,
    lockedVmCount,
    runningTaskCount: datacenter.tasks.running().length,
  };
}

/** The role that the user has on the root folder. */
function roleLabel({ datacenter, caller }: Connection): string {
  const permission = datacenter.get('permissions', `${ROOT_FOLDER_ID}:${caller.user.toLowerCase()}`);
  const role = permission && datacenter.find('roles', 'roleId', String(permission.roleId))[0];
  return (
    role?.label ?? (privilegesOn(datacenter, caller.user, ROOT_FOLDER_ID).size === 0 ? 'No access' : 'Custom')
  );
}
