import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { faultError } from '../../src/inventory/report-fault.ts';
import { writeResult } from '../../src/inventory/run-task.ts';
import { taskType } from '../../src/inventory/task.ts';

export default defineCmdlet({
  name: 'Wait-Task',
  synopsis: 'Waits for tasks to finish and gives what they made.',
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
  output: ['VIObject'],
  impact: 'none',
  examples: [
    {
      title: 'Encrypt two VMs side by side, then go on',
      code: 'Get-VM app-01, app-02 | Enable-VMEncryption -RunAsync | Wait-Task',
    },
  ],
  process(args, invocation) {
    for (const { data } of args.Task) {
      const { connection, task, result } = data;
      if (!('result' in task)) continue;
      const { tasks } = connection.datacenter;
      const outcome = tasks.wait(task, () => {
        if (invocation.host.interrupted()) invocation.checkInterrupt();
        const percent = Math.floor(task.percentComplete);
        if (task.state === 'running') {
          invocation.progress({
            id: 0,
            activity: task.name,
            status: `${percent} % complete`,
            percent,
            completed: false,
          });
        }
      });
      invocation.progress({ id: 0, activity: task.name, status: 'Done', completed: true });
      if (!outcome.ok) invocation.writeError(faultError(outcome.fault, task.entity?.name ?? task.name));
      else writeResult(invocation, result?.(connection));
    }
  },
});
