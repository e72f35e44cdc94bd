import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { taskState } from '../../src/inventory/enums.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { tasksOf, taskType, taskValue } from '../../src/inventory/task.ts';
import { idOfMoRef } from '../../src/inventory/vi-object.ts';

export default defineCmdlet({
  name: 'Get-Task',
  synopsis: 'Gets running tasks and the ones that finished lately.',
  parameters: {
    Status: {
      type: taskState,
      position: 0,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only tasks in this state.',
    },
    Id: { type: 'string', array: true, sets: ['ById'], mandatory: ['ById'], help: 'Ids of tasks.' },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [taskType],
  impact: 'none',
  privileges: ['System.View'],
  examples: [
    { title: 'All tasks', code: 'Get-Task' },
    { title: 'What is still going on', code: 'Get-Task -Status Running' },
  ],
  process(args, invocation) {
    const ids = args.Id?.map(idOfMoRef);
    const found = new Set<string>();
    for (const connection of serversOf(invocation.session, args.Server)) {
      for (const item of tasksOf(connection)) {
        if (ids !== undefined && !ids.includes(item.task.id)) continue;
        found.add(item.task.id);
        if (args.Status !== undefined && args.Status.toLowerCase() !== item.task.state) continue;
        invocation.write(taskValue(item));
      }
    }
    for (const id of ids ?? []) if (!found.has(id)) reportNotFound(invocation, 'Task', id);
  },
});
