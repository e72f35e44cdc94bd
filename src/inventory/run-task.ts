import type { Invocation } from '../cmdlet/invocation.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { Task, TaskDescription } from '../datacenter/tasks.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { faultError } from './report-fault.ts';
import { taskValue } from './task.ts';
import { taskPace } from './task-pace.ts';

export interface TaskRun<T> {
  readonly connection: Connection;
  readonly description: TaskDescription;
  /** What the progress line says: `Encrypting app-01`. */
  readonly activity: string;
  readonly operation: Operation<T>;
  /** What the operation's result is to the shell: an object, several in a list, or undefined for nothing. */
  readonly toValue: (result: T) => Value | undefined;
  readonly runAsync: boolean;
  readonly target: Value;
  /** Called once the work has ended, before its result or error is written; never with -RunAsync. */
  readonly onEnded?: () => void;
}

/**
 * Runs an operation of the model for a cmdlet: with -RunAsync the task goes down the pipeline at once and the
 * work goes on behind it; else the cmdlet waits, shows progress, and writes the result or the error.
 * Ctrl-C cancels the task, waits until the model is whole again, and then stops the pipeline.
 */
export function runTask<T>(invocation: Invocation, run: TaskRun<T>): void {
  const { connection, description } = run;
  const { tasks } = connection.datacenter;
  const task = tasks.start(connection.caller, description, run.operation);
  if (run.runAsync) {
    invocation.write(
      taskValue({
        connection,
        task,
        result: () => (task.result?.ok === true ? run.toValue(task.result.value) : undefined),
      }),
    );
    return;
  }
  const result = tasks.wait(task, () => {
    if (invocation.host.interrupted()) tasks.cancel(task);
    showProgress(invocation, run.activity, task);
  });
  invocation.progress({ id: 0, activity: run.activity, status: 'Done', completed: true });
  run.onEnded?.();
  invocation.checkInterrupt();
  if (!result.ok) {
    invocation.writeError(faultError(result.fault, run.target));
    return;
  }
  writeResult(invocation, run.toValue(result.value));
}

/** Writes what a task made: an object, each of several, or nothing. */
export function writeResult(invocation: Invocation, value: Value | undefined): void {
  if (Array.isArray(value)) invocation.writeAll(value);
  else if (value !== undefined) invocation.write(value);
}

function showProgress(invocation: Invocation, activity: string, task: Task): void {
  if (task.state !== 'running') return;
  const percent = Math.floor(task.percentComplete);
  const { bytesPerSecond, secondsLeft } = taskPace(task, invocation.host.nowMs());
  invocation.progress({
    id: 0,
    activity,
    status: `${percent} % complete`,
    percent,
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(secondsLeft !== undefined && { secondsRemaining: secondsLeft }),
    completed: false,
  });
}
