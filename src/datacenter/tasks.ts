import { fail, type Result } from '../base/result.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { EntityReference } from './events.ts';
import { explainFault, type Fault } from './faults.ts';
import type { Operation, Wait } from './operation.ts';

export type TaskState = 'queued' | 'running' | 'success' | 'error';

/** One piece of long work: what `-RunAsync` gives and `Get-Task` lists. */
export interface Task<T = unknown> {
  readonly id: string;
  readonly descriptionId: string;
  readonly name: string;
  readonly entity: EntityReference | null;
  readonly note?: string;
  readonly user: string;
  readonly startedMs: number;
  readonly state: TaskState;
  /** 0 to 100. */
  readonly percentComplete: number;
  readonly progress: unknown;
  readonly finishedMs: number | null;
  readonly result: Result<T, Fault> | undefined;
  readonly isCancelable: boolean;
}

export interface TaskDescription {
  readonly descriptionId: string;
  readonly name: string;
  readonly entity: EntityReference | null;
  /** What the user should know of this run: that a VM moves in clear, and why. */
  readonly note?: string;
}

export interface TaskList {
  /** Begins the operation; it goes on at each `drain`. */
  start<T>(caller: Caller, description: TaskDescription, operation: Operation<T>): Task<T>;
  /** Blocks until the task has finished; `onSlice` runs at least every 50 ms. */
  wait<T>(task: Task<T>, onSlice?: (task: Task) => void): Result<T, Fault>;
  /** Lets every running task go on as far as it can without waiting. */
  drain(): void;
  cancel(task: Task): void;
  running(): readonly Task[];
  /** This process's tasks, finished ones too, newest last. */
  all(): readonly Task[];
}

interface RunningTask extends Task {
  state: TaskState;
  percentComplete: number;
  progress: unknown;
  finishedMs: number | null;
  result: Result<unknown, Fault> | undefined;
  readonly operation: Operation<unknown>;
  readonly caller: Caller;
  wait: Wait | undefined;
  isCancelled: boolean;
}

/** Finished tasks a process remembers; older ones are in the log. */
const REMEMBERED_TASKS = 1000;

export function createTaskList(datacenterOf: () => Datacenter): TaskList {
  const tasks: RunningTask[] = [];
  let taskCount = 0;
  let draining = false;

  /** Runs one task until it has to wait, or to its end. */
  const step = (task: RunningTask): void => {
    while (task.state === 'running') {
      if (task.wait !== undefined) {
        if (task.wait.pending.poll() === undefined) {
          showProgress(task);
          return;
        }
        task.wait = undefined;
      }
      const next = advance(task);
      if (next.done === true) finish(datacenterOf(), task, next.value);
      else {
        task.wait = next.value;
        // What was waited for when the task was cancelled may have been nothing that can be stopped.
        if (task.isCancelled) next.value.pending.cancel();
      }
    }
  };

  const drain = (): void => {
    if (draining) return;
    draining = true;
    try {
      for (const task of tasks) if (task.state === 'running') step(task);
    } finally {
      draining = false;
    }
  };

  return {
    start(caller, description, operation) {
      const task: RunningTask = {
        ...description,
        id: `task-${process.pid}-${++taskCount}`,
        user: caller.user,
        caller,
        startedMs: datacenterOf().clock.nowMs(),
        state: 'running',
        percentComplete: 0,
        progress: undefined,
        finishedMs: null,
        result: undefined,
        isCancelable: true,
        operation,
        wait: undefined,
        isCancelled: false,
      };
      tasks.push(task);
      // What another shell has done counts.
      datacenterOf().refresh();
      if (tasks.length > REMEMBERED_TASKS) {
        const oldest = tasks.findIndex((candidate) => candidate.state !== 'running');
        if (oldest >= 0) tasks.splice(oldest, 1);
      }
      step(task);
      return task as never;
    },
    wait(task, onSlice) {
      const running = task as unknown as RunningTask;
      while (running.state === 'running') {
        running.wait?.pending.wait(() => {
          showProgress(running);
          drain();
          onSlice?.(running);
        });
        step(running);
        onSlice?.(running);
      }
      return running.result as never;
    },
    drain,
    cancel: (task) => {
      const running = task as RunningTask;
      running.isCancelled = true;
      running.wait?.pending.cancel();
    },
    running: () => tasks.filter((task) => task.state === 'running'),
    all: () => tasks,
  };
}

/** An operation that throws, for a bug, is over: nobody is to go on with it. */
function advance(task: RunningTask): ReturnType<Operation<unknown>['next']> {
  try {
    return task.operation.next();
  } catch (error) {
    task.state = 'error';
    throw error;
  }
}

function showProgress(task: RunningTask): void {
  const { wait } = task;
  if (wait === undefined) return;
  task.progress = wait.pending.progress;
  if (wait.completed !== undefined && task.progress !== undefined) {
    task.percentComplete = Math.min(100, Math.max(task.percentComplete, wait.completed(task.progress) * 100));
  }
}

function finish(datacenter: Datacenter, task: RunningTask, result: Result<unknown, Fault>): void {
  task.result = result;
  task.finishedMs = datacenter.clock.nowMs();
  task.state = result.ok ? 'success' : 'error';
  if (result.ok) task.percentComplete = 100;
  const { id, descriptionId, name, entity, note, user, startedMs, finishedMs } = task;
  const error = result.ok ? null : explainFault(result.fault).message;
  const logged = datacenter.commit(
    task.caller,
    'task',
    (tx) => {
      tx.log({
        type: 'task',
        id,
        descriptionId,
        name,
        entity,
        ...(note !== undefined && { note }),
        user,
        state: result.ok ? 'success' : 'error',
        startedMs,
        finishedMs,
        error,
      });
      return { ok: true, value: undefined };
    },
    // The work has its own, durable commits; this is their line in the log.
    { mayWait: true },
  );
  // The work itself is done and durable; only its line in the log is missing, and the caller hears of that.
  if (!logged.ok && result.ok) task.result = fail(logged.fault);
}
