import { systemClock } from '../base/clock.ts';
import type { ProgressRecord } from '../cmdlet/host.ts';
import type { Task } from '../datacenter/tasks.ts';
import { taskPace } from '../inventory/task-pace.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import type * as messages from '../protocol/messages.ts';

/** The bars under the output: what the running command reports, and tasks in the background. */
export interface ProgressBoard {
  record(record: ProgressRecord): void;
  /** Background tasks as they stand. */
  tasks(running: readonly Task[]): void;
  /** The command has ended: its bars go, those of the tasks stay. */
  commandEnded(): void;
}

/** Bars change no more often than this: nobody sees more. */
const INTERVAL_MS = 80;
/** Keeps the numbers of tasks' bars apart from those of Write-Progress. */
const FIRST_TASK_BAR = 1_000_000_000;

export function createProgressBoard(engine: EngineSide): ProgressBoard {
  const own = new Map<number, messages.ProgressRecord>();
  let ofTasks: messages.ProgressRecord[] = [];
  let sent = '[]';
  let sentMs = 0;
  const send = (now: number): void => {
    const records = [...own.values(), ...ofTasks];
    const text = JSON.stringify(records);
    if (text === sent) return;
    sent = text;
    sentMs = now;
    engine.send({ type: 'progress', records });
  };
  const sendWhenDue = (): void => {
    const now = systemClock.monotonicMs();
    if (now - sentMs >= INTERVAL_MS) send(now);
  };
  return {
    record(record) {
      // A bar that comes or goes shows at once: the command may say no more for a long time.
      const before = own.size;
      if (record.completed) own.delete(record.id);
      else own.set(record.id, barOf(record));
      if (record.completed || own.size !== before) send(systemClock.monotonicMs());
      else sendWhenDue();
    },
    tasks(running) {
      ofTasks = running.map((task, at) => taskBar(task, FIRST_TASK_BAR + at));
      if (running.length === 0) send(systemClock.monotonicMs());
      else sendWhenDue();
    },
    commandEnded() {
      own.clear();
      send(systemClock.monotonicMs());
    },
  };
}

function barOf({
  id,
  activity,
  status,
  percent,
  secondsRemaining,
  bytesPerSecond,
  currentOperation,
}: ProgressRecord): messages.ProgressRecord {
  return {
    id,
    activity,
    status: currentOperation === undefined ? status : `${status}  ${currentOperation}`,
    ...(percent !== undefined && { percent }),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(secondsRemaining !== undefined && { secondsLeft: secondsRemaining }),
  };
}

function taskBar(task: Task, id: number): messages.ProgressRecord {
  return {
    id,
    activity: `${task.name} ${task.entity?.name ?? ''}`.trim(),
    status: 'background',
    percent: Math.floor(task.percentComplete),
    ...taskPace(task, systemClock.nowMs()),
  };
}
