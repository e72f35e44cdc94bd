import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { taskState } from '../../src/inventory/enums.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { type TaskItem, taskType, taskValue } from '../../src/inventory/task.ts';

/** Finished tasks of other processes, newest first, are read from the log up to here. */
const LOGGED_TASKS = 100;

export default defineCmdlet({
  name: 'Get-Task',
  synopsis: 'Gets running tasks and the ones that finished lately.',
  parameters: {
    Status: { type: taskState, position: 0, pipeline: 'value', help: 'Only tasks in this state.' },
    Id: { type: 'string', array: true, help: 'Ids of tasks.' },
    Server: serverParameter,
  },
  output: [taskType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'All tasks', code: 'Get-Task' },
    { title: 'What is still going on', code: 'Get-Task -Status Running' },
  ],
  process(args, invocation) {
    const found = new Set<string>();
    for (const connection of serversOf(invocation.session, args.Server)) {
      for (const item of tasksOf(connection)) {
        if (args.Id !== undefined && !args.Id.includes(item.task.id)) continue;
        found.add(item.task.id);
        if (args.Status !== undefined && args.Status.toLowerCase() !== item.task.state) continue;
        invocation.write(taskValue(item));
      }
    }
    for (const id of args.Id ?? []) if (!found.has(id)) reportNotFound(invocation, 'Task', id);
  },
});

/** Oldest first: those of the log, then this process's own. */
function tasksOf(connection: Connection): TaskItem[] {
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
