import { ok, type Result } from '../base/result.ts';
import { demandPrivilege, rootFolder } from './access/authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import type { Task } from './tasks.ts';

/** Cancels a running task: whoever began it may, and who may cancel tasks of others. */
export function cancelTask(datacenter: Datacenter, caller: Caller, task: Task): Result<void, Fault> {
  const allowed =
    task.user === caller.user
      ? ok(undefined)
      : demandPrivilege(datacenter, caller, 'Global.CancelTask', rootFolder(datacenter));
  if (allowed.ok) datacenter.tasks.cancel(task);
  return allowed;
}
