import type { VCenterRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { createCollector, MAX_COLLECTORS } from './history-collector.ts';
import { entityTest, timeTest, userTest } from './history-filter.ts';
import { methods } from './invoke.ts';
import { refsOf } from './make.ts';
import { MANAGERS, single } from './service-views.ts';
import { objectIn, required, textIn, textsIn } from './spec.ts';
import { type AnyTask, allTasks, taskInfo } from './task-view.ts';
import { defineView } from './view.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

defineView<VCenterRow>({
  ...single(...MANAGERS.taskManager),
  properties: {
    recentTask: (_, { datacenter }) => refsOf(datacenter.tasks.all().map(({ id }) => id)),
    maxCollector: () => MAX_COLLECTORS,
  },
});

methods('TaskManager', [
  {
    name: 'CreateCollectorForTasks',
    parameters: ['TaskFilterSpec filter'],
    returns: 'VMware.Vim.ManagedObjectReference',
    run: ({ session }, args) => {
      const filter = required(args, 0, 'filter');
      const isWanted = testOf(filter, session);
      const given = new Set<string>();
      const newOnes = (): readonly Value[] => {
        const found = [...allTasks(session)].filter((task) => !given.has(task.id) && isWanted(task));
        for (const { id } of found) given.add(id);
        return found.toSorted((a, b) => a.startedMs - b.startedMs).map(taskInfo);
      };
      return createCollector(session, { typeName: 'TaskHistoryCollector', filter, newOnes });
    },
  },
]);

function testOf(filter: VimObject, session: VimSession): (task: AnyTask) => boolean {
  const time = objectIn(filter, 'time');
  const isInTime = timeTest(time);
  const isOfEnd = time !== undefined && textIn(time, 'timeType') === 'completedTime';
  const states = textsIn(filter, 'state');
  const isByUser = userTest(objectIn(filter, 'userName'));
  const isAbout = entityTest(objectIn(filter, 'entity'), session);
  return (task) => {
    const atMs = isOfEnd ? task.finishedMs : task.startedMs;
    return (
      (atMs === null ? time === undefined : isInTime(atMs)) &&
      (states.length === 0 || states.includes(task.state)) &&
      isByUser(task.user) &&
      isAbout(task.entity === null ? [] : [task.entity.id])
    );
  };
}
