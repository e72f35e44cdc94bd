import type { TaskRecord } from '../datacenter/events.ts';
import { explainFault } from '../datacenter/faults.ts';
import type { Task } from '../datacenter/tasks.ts';
import { localDateTime } from '../values/date-time.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { taskState } from './enums.ts';
import { taskExtensionData } from './extension-data.ts';
import { moRefText } from './vi-object.ts';

/** A task of this process, which goes on, or one that has finished and is in the log. */
export interface TaskItem {
  readonly connection: Connection;
  readonly task: Task | TaskRecord;
  /** What the finished operation gives, as an object of the shell. */
  readonly result?: (connection: Connection) => Value | undefined;
}

const STATES = { queued: 'Queued', running: 'Running', success: 'Success', error: 'Error' } as const;

export const taskType = objectType<TaskItem>()({
  name: 'Task',
  fullName: 'VMware.VimAutomation.ViCore.Impl.V1.Task.TaskImpl',
  aliases: ['VMware.VimAutomation.Sdk.Types.V1.Task', 'VMware.VimAutomation.Types.Task'],
  properties: {
    Name: { type: 'string', get: ({ task }) => task.name },
    Id: { type: 'string', get: ({ task }) => moRefText(task.id) },
    Description: { type: 'string', get: ({ task }) => task.descriptionId },
    State: { type: 'TaskState', get: ({ task }) => taskState.value(STATES[task.state]) },
    PercentComplete: {
      type: 'int',
      get: ({ task }) => ('percentComplete' in task ? Math.floor(task.percentComplete) : 100),
    },
    StartTime: { type: 'datetime', get: ({ task }) => localDateTime(task.startedMs) },
    FinishTime: {
      type: 'datetime',
      get: ({ task }) => (task.finishedMs === null ? null : localDateTime(task.finishedMs)),
    },
    IsCancelable: { type: 'bool', get: ({ task }) => 'isCancelable' in task && task.state === 'running' },
    ObjectId: {
      type: 'string',
      get: ({ task }) => (task.entity === null ? null : moRefText(task.entity.id)),
    },
    Entity: { type: 'string', get: ({ task }) => task.entity?.name ?? null },
    ExtensionData: taskExtensionData,
    User: { type: 'string', get: ({ task }) => task.user },
    Note: {
      type: 'string',
      get: ({ task }) => task.note ?? null,
      help: 'What is worth knowing of this run, such as why a VM moves in clear.',
    },
    Error: { type: 'string', get: ({ task }) => errorOf(task) },
    Result: {
      type: 'VIObject',
      get: ({ connection, task, result }) =>
        task.state === 'success' ? (result?.(connection) ?? null) : null,
      json: 'omit',
    },
  },
  view: {
    table: [
      { property: 'Name', width: 30 },
      { property: 'State', width: 10, align: 'left' },
      { label: '% Complete', property: 'PercentComplete', width: 10, align: 'right' },
      { label: 'Start Time', property: 'StartTime', width: 12, format: 'hh:mm:ss tt' },
      { label: 'Finish Time', property: 'FinishTime', width: 12, format: 'hh:mm:ss tt' },
    ],
  },
  toString: ({ task }) => task.name,
  identity: ({ task }) => task.id,
});

export function taskValue(item: TaskItem): TypedObject<TaskItem> {
  return objectOf(taskType, item);
}

function errorOf(task: Task | TaskRecord): Value {
  if ('error' in task) return task.error;
  return task.result === undefined || task.result.ok ? null : explainFault(task.result.fault).message;
}

/** Finished tasks of other processes, newest first, are read from the log up to here. */
const LOGGED_TASKS = 100;

/** Oldest first: those of the log, then this process's own. */
export function tasksOf(connection: Connection): TaskItem[] {
  const own = connection.datacenter.tasks.all();
  const known = new Set(own.map((task) => task.id));
  const logged: TaskItem[] = [];
  for (const { entry } of connection.datacenter.readLog()) {
    if (entry.type !== 'task' || known.has(entry.id)) continue;
    logged.push({ connection, task: entry });
    if (logged.length === LOGGED_TASKS) break;
  }
  return [...logged.reverse(), ...own.map((task) => ({ connection, task }))];
}
