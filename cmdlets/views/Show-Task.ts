import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { ViewData, ViewRow } from '../../src/cmdlet/terminal.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { type TaskItem, tasksOf, taskValue } from '../../src/inventory/task.ts';
import { localDateTime } from '../../src/values/date-time.ts';
import { formatDate } from '../../src/values/format-date.ts';
import { NEEDS_TERMINAL, revisionOf, runAction, showView } from './show-view.ts';

export default defineCmdlet({
  name: 'Show-Task',
  module: 'vSeal',
  synopsis: 'Shows running and finished tasks as a live table.',
  description: 'The newest come first. / filters, c cancels a running task, q leaves.',
  parameters: { Server: serverParameter },
  output: [],
  impact: 'none',
  privileges: ['System.View'],
  examples: [{ title: 'What goes on', code: 'Show-Task', needs: NEEDS_TERMINAL }],
  links: ['Get-Task', 'Stop-Task', 'Show-Datacenter'],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const { datacenter, serverName } = connection;
    let items: TaskItem[] = [];
    let seen = -1;
    let data: ViewData = { rows: [], text: '', summary: '' };
    const read = (): ViewData => {
      const revision = revisionOf(datacenter);
      const running = datacenter.tasks.running().length;
      if (revision === seen && running === 0) return data;
      seen = running === 0 ? revision : -1;
      items = tasksOf(connection).reverse();
      data = { rows: items.map(taskRow), text: '', summary: `${running} running, ${items.length} in all` };
      return data;
    };
    showView(
      invocation,
      {
        title: `Tasks of ${serverName}`,
        shape: 'table',
        columns: [
          { header: 'Task', width: 0, align: 'left' },
          { header: 'Entity', width: 16, align: 'left' },
          { header: 'State', width: 8, align: 'left' },
          { header: '%', width: 4, align: 'right' },
          { header: 'Started', width: 8, align: 'left' },
          { header: 'Took', width: 7, align: 'right' },
        ],
        actions: [{ id: 'cancel', key: 'c', label: 'cancel', confirm: 'Cancel {name}?' }],
        intervalMs: 300,
        read,
        act(_action, rowId) {
          const item = items.find(({ task }) => task.id === rowId);
          if (item === undefined || item.task.state !== 'running' || !('result' in item.task))
            return { text: 'Only a running task of this shell can be cancelled.', bad: true };
          const Task = [taskValue(item)];
          return runAction(invocation, 'Stop-Task', { Task, Confirm: false }, 'It is being cancelled.');
        },
      },
      'Get-Task',
    );
  },
});

const STATES = { queued: 'Queued', running: 'Running', success: 'Success', error: 'Error' } as const;
const TONES = { queued: 'dim', running: 'warning', success: 'good', error: 'bad' } as const;

function taskRow({ task }: TaskItem): ViewRow {
  const { id, name, entity, state, startedMs, finishedMs } = task;
  const percent = 'percentComplete' in task ? Math.floor(task.percentComplete) : 100;
  const took = finishedMs === null ? '' : `${((finishedMs - startedMs) / 1000).toFixed(1)} s`;
  const started = formatDate(localDateTime(startedMs), 'HH:mm:ss');
  return {
    id,
    parentId: '',
    cells: [name, entity?.name ?? '', STATES[state], String(percent), started, took],
    tone: TONES[state],
  };
}
