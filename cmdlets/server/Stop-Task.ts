import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { cancelTask } from '../../src/datacenter/task-cancel.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { taskType } from '../../src/inventory/task.ts';

export default defineCmdlet({
  name: 'Stop-Task',
  synopsis: 'Cancels running tasks; what they worked on is as it was before.',
  description: 'Your own tasks need no privilege; those of others need Global.CancelTask.',
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
        const cancelled = cancelTask(connection.datacenter, connection.caller, task);
        if (!cancelled.ok) reportFault(invocation, cancelled.fault, task.name);
      }
    }
  },
});
