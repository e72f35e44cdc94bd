import { systemClock } from '../base/clock.ts';
import { completeKey } from '../cmdlet/completion.ts';
import { explainFault } from '../datacenter/faults.ts';
import { createKeyServerPoll, type KeyServerPoll } from '../datacenter/keys/key-server-poll.ts';
import type { Connection } from '../inventory/connection.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import type { ToEngine } from '../protocol/messages.ts';
import { ErrorRecord } from '../values/error-record.ts';
import { describe } from './describe.ts';
import { NAMED_TABLES } from './object-names.ts';
import type { ProgressBoard } from './progress-board.ts';
import type { Shell } from './shell.ts';
import { ownPrompt, statusOf } from './shell-status.ts';

/** What the engine tells the UI besides results: status, names for completion, ends of background tasks. */
export interface Publisher {
  /** At the start, when the datacenter is open: publishes everything. */
  start(banner: readonly string[]): void;
  /** After a line: what has changed. */
  publish(): void;
  /** While nothing runs: background tasks, key providers, what other shells have committed. */
  idle(): void;
  /** Before the end: waits for the tasks in the background, and shows how far they are; Ctrl-C cancels them. */
  finishTasks(): void;
  /** Answers what is neither a line nor the end; true: the shell goes on. */
  answer(message: ToEngine): boolean;
}

/** What other processes commit is looked for this often while nothing runs. */
const REFRESH_MS = 2000;

export function createPublisher(engine: EngineSide, shell: Shell, progress: ProgressBoard): Publisher {
  const names = createNamesPublisher(engine, shell);
  const announcer = createAnnouncer(engine, shell);
  const keyServers = createKeyServerWatch(shell);
  let refreshMs = 0;
  let prompt: string | undefined;
  let sent = '';

  const sendStatus = (): void => {
    const connection = connectionOf(shell);
    const status = statusOf(connection, prompt);
    const text = JSON.stringify(status);
    if (text === sent) return;
    sent = text;
    engine.send({ type: 'status', status });
  };
  const publish = (): void => {
    names.publish();
    prompt = ownPrompt(shell);
    sendStatus();
  };

  return {
    start(banner) {
      announcer.forgetFinished();
      engine.send({ type: 'ready', banner });
      keyServers.lookAround();
      publish();
    },
    publish() {
      announcer.forgetFinished();
      keyServers.lookAround();
      publish();
    },
    idle() {
      const datacenter = shell.connections.opened();
      if (datacenter === undefined) return;
      datacenter.tasks.drain();
      progress.tasks(datacenter.tasks.running());
      announcer.announce();
      keyServers.step();
      const now = systemClock.monotonicMs();
      if (now >= refreshMs) {
        refreshMs = now + REFRESH_MS;
        datacenter.refresh();
        names.publish();
      }
      sendStatus();
    },
    finishTasks() {
      const tasks = shell.connections.opened()?.tasks;
      const waiting = tasks?.running() ?? [];
      if (tasks === undefined || waiting.length === 0) return;
      engine.takeInterrupt();
      engine.send({ type: 'waiting', tasks: waiting.length });
      for (const task of waiting) {
        tasks.wait(task, () => {
          progress.tasks(tasks.running());
          announcer.announce();
          if (engine.takeInterrupt()) for (const each of tasks.running()) tasks.cancel(each);
        });
      }
      progress.tasks([]);
      announcer.announce();
    },
    answer(message) {
      const { session } = shell.runspace;
      if (message.type === 'complete') {
        const completions = session.resource(completeKey)(session, message.text, message.cursor);
        engine.send({ type: 'completions', id: message.id, completions });
      } else if (message.type === 'describe') {
        const found = describe(session, message.what, message.text, message.cursor);
        engine.send({ type: 'described', id: message.id, ...found });
      }
      return true;
    },
  };
}

function connectionOf(shell: Shell): Connection | undefined {
  return shell.connections.opened() && shell.connections.current()[0];
}

/** Asks the key servers how they do: from time to time, and at once when a line has shown or changed something. */
function createKeyServerWatch(shell: Shell): { step(): void; lookAround(): void } {
  let poll: KeyServerPoll | undefined;
  let seenError: unknown;
  let seenRows: readonly unknown[] | undefined;
  return {
    step() {
      const [connection] = shell.connections.current();
      if (connection === undefined) return;
      poll ??= createKeyServerPoll(connection.datacenter, connection.caller);
      poll.step();
    },
    lookAround() {
      const datacenter = shell.connections.opened();
      const [connection] = datacenter === undefined ? [] : shell.connections.current();
      if (datacenter === undefined || connection === undefined) return;
      poll ??= createKeyServerPoll(connection.datacenter, connection.caller);
      const rows = [...datacenter.rows('keyProviders')];
      const before = seenRows;
      const changed = before !== undefined && rows.some((row) => !before.includes(row));
      seenRows = rows;
      const [error] = shell.runspace.errors.items;
      const failed = error !== seenError && error instanceof ErrorRecord && /^Key/.test(error.errorId);
      seenError = error;
      if (changed || failed) poll.hasten();
    },
  };
}

/** Names of commands and of the model's objects, so that the UI can complete while a script runs. */
function createNamesPublisher(engine: EngineSide, shell: Shell): { publish(): void } {
  const published = new Map<string, Set<string>>();
  let watched: unknown;
  let changed = true;
  let commandsSent = '';

  const publishCommands = (): void => {
    const all = shell.runspace.session.commands.matching('*');
    const text = all.map(({ name }) => name).join(' ');
    if (text === commandsSent) return;
    commandsSent = text;
    const commands = all.map(({ name, synopsis, parameterNames }) => ({
      name,
      synopsis,
      parameters: parameterNames,
    }));
    engine.send({ type: 'commands', commands });
  };
  const publishObjects = (): void => {
    const datacenter = shell.connections.opened();
    if (datacenter === undefined) return;
    if (watched !== datacenter) {
      watched = datacenter;
      changed = true;
      datacenter.onChange(() => {
        changed = true;
      });
    }
    if (!changed) return;
    changed = false;
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
  return {
    publish() {
      publishCommands();
      publishObjects();
    },
  };
}

/** Says above the prompt how background tasks have ended. */
function createAnnouncer(engine: EngineSide, shell: Shell): { announce(): void; forgetFinished(): void } {
  const announced = new Set<string>();
  return {
    announce() {
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
    },
    /** Tasks that the user waited for need no announcement. */
    forgetFinished() {
      for (const task of shell.connections.opened()?.tasks.all() ?? []) {
        if (task.state !== 'running') announced.add(task.id);
      }
    },
  };
}
