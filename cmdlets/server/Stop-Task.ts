import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { taskType } from '../../src/inventory/task.ts';

export default defineCmdlet({
  name: 'Stop-Task',
  synopsis: 'Cancels running tasks; what they worked on is as it was before.',
  parameters: {
    Task: {
      type: taskType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Tasks that -RunAsync gave.',
    },
  },
  output: [],
  impact: 'medium',
  privileges: ['Global.CancelTask'],
  examples: [
    { title: 'Cancel everything that runs', code: 'Get-Task -Status Running | Stop-Task -Confirm:$false' },
  ],
  process(args, invocation) {
    for (const { data } of args.Task) {
      const { connection, task } = data;
      if (!('result' in task) || task.state !== 'running') {
        invocation.warning(`Task ${task.id} is not running.`);
      } else if (invocation.shouldProcess(`${task.name} ${task.entity?.name ?? ''}`, 'Cancel task')) {
        connection.datacenter.tasks.cancel(task);
      }
    }
  },
});
