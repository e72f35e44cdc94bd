import type { TaskRecord } from '../datacenter/events.ts';
import { explainFault } from '../datacenter/faults.ts';
import type { Task } from '../datacenter/tasks.ts';
import type { Value } from '../values/value.ts';
import { faultObject } from './fault-object.ts';
import { dateOf, enumValue, make, refOf } from './make.ts';
import { defineView } from './view.ts';
import { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** A task of this process, or a finished one of another from the log. */
export type AnyTask = Task | TaskRecord;

function findTask({ datacenter }: VimSession, id: string): AnyTask | undefined {
  const own = datacenter.tasks.all().find((task) => task.id === id);
  if (own !== undefined) return own;
  for (const { entry } of datacenter.readLog()) if (entry.type === 'task' && entry.id === id) return entry;
  return undefined;
}

/** Those of this process, and what others have finished. */
export function* allTasks({ datacenter }: VimSession): Iterable<AnyTask> {
  const own = datacenter.tasks.all();
  yield* own;
  const known = new Set(own.map(({ id }) => id));
  for (const { entry } of datacenter.readLog())
    if (entry.type === 'task' && !known.has(entry.id)) yield entry;
}

defineView<AnyTask>({
  typeName: 'Task',
  find: findTask,
  *all({ datacenter }) {
    for (const row of datacenter.tasks.all()) yield { id: row.id, row };
  },
  properties: { info: taskInfo, value: () => [], availableField: () => [] },
});

/** Read anew at each UpdateViewData: the task goes on meanwhile. */
export function taskInfo(task: AnyTask): VimObject {
  return make('TaskInfo', {
    key: task.id,
    task: refOf(task.id),
    name: task.name,
    descriptionId: task.descriptionId,
    entity: task.entity === null ? null : refOf(task.entity.id),
    entityName: task.entity?.name,
    state: enumValue('TaskInfoState', task.state),
    cancelled: 'result' in task && task.result?.ok === false && task.result.fault.kind === 'RequestCanceled',
    cancelable: 'isCancelable' in task && task.isCancelable,
    error: errorOf(task),
    result: resultOf(task),
    progress: task.state === 'running' && 'percentComplete' in task ? Math.floor(task.percentComplete) : null,
    reason: make('TaskReasonUser', { userName: task.user }),
    queueTime: dateOf(task.startedMs),
    startTime: dateOf(task.startedMs),
    completeTime: task.finishedMs === null ? null : dateOf(task.finishedMs),
  });
}

function errorOf(task: AnyTask): Value {
  if (!('result' in task)) {
    const message = 'error' in task ? task.error : null;
    return message === null ? null : make('LocalizedMethodFault', { localizedMessage: message });
  }
  if (task.result === undefined || task.result.ok) return null;
  const { fault } = task.result;
  return make('LocalizedMethodFault', {
    fault: faultObject(fault),
    localizedMessage: explainFault(fault).message,
  });
}

/** The managed object that the operation made or changed, or what it found. */
function resultOf(task: AnyTask): Value {
  const value = 'result' in task && task.result?.ok === true ? task.result.value : undefined;
  if (value instanceof VimObject || Array.isArray(value)) return value as Value;
  if (typeof value !== 'object' || value === null) return null;
  const made = 'snapshot' in value ? value.snapshot : 'vm' in value ? value.vm : value;
  const hasId = typeof made === 'object' && made !== null && 'id' in made && typeof made.id === 'string';
  return hasId ? refOf(made.id as string) : null;
}
