import type { Task } from '../datacenter/tasks.ts';

/** How fast a running task goes and how long it still takes, as far as that can be told. */
export interface TaskPace {
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** A rate over less than this is noise. */
const MIN_SPAN_MS = 300;
const MIN_PERCENT = 2;

/** Where the disk, or the memory, that a task works on was when it was first looked at. */
const beginnings = new WeakMap<Task, { readonly atMs: number; readonly bytes: number }>();

/** Call it now and then while the task runs: the rate is measured from call to call. */
export function taskPace(task: Task, nowMs: number): TaskPace {
  const percent = task.percentComplete;
  const elapsedSeconds = (nowMs - task.startedMs) / 1000;
  const secondsLeft = percent < MIN_PERCENT ? undefined : (elapsedSeconds * (100 - percent)) / percent;
  const bytesPerSecond = rateOf(task, nowMs);
  return {
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(secondsLeft !== undefined && { secondsLeft: Math.ceil(secondsLeft) }),
  };
}

function rateOf(task: Task, nowMs: number): number | undefined {
  const bytes = bytesDone(task.progress);
  if (bytes === undefined) return undefined;
  const first = beginnings.get(task);
  if (first === undefined || bytes <= first.bytes) {
    // The first look, the next disk, or nothing done yet.
    beginnings.set(task, { atMs: nowMs, bytes });
    return undefined;
  }
  const spanMs = nowMs - first.atMs;
  return spanMs < MIN_SPAN_MS ? undefined : ((bytes - first.bytes) * 1000) / spanMs;
}

/** Conversions count what is done, migrations what is sent. */
function bytesDone(progress: unknown): number | undefined {
  if (typeof progress !== 'object' || progress === null) return undefined;
  const { doneBytes, sentBytes } = progress as { doneBytes?: unknown; sentBytes?: unknown };
  if (typeof doneBytes === 'number') return doneBytes;
  return typeof sentBytes === 'number' ? sentBytes : undefined;
}
