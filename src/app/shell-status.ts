import { HostInformationMessage } from '../cmdlet/host-message.ts';
import { privilegesOn } from '../datacenter/access/authorization.ts';
import { ROOT_FOLDER_ID } from '../datacenter/rows.ts';
import type { Connection } from '../inventory/connection.ts';
import type { ShellStatus } from '../protocol/messages.ts';
import { InformationRecord } from '../shell/stream-record.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { inColor } from './host-basics.ts';
import type { Shell } from './shell.ts';

/** What the prompt and the row under it show. */
export function statusOf(connection: Connection | undefined, prompt: string | undefined): ShellStatus {
  const own = prompt === undefined ? {} : { prompt };
  if (connection === undefined) {
    const nobody = { user: '', role: '', providersDown: [], lockedVmCount: 0, runningTaskCount: 0 };
    return { server: 'not connected', ...nobody, ...own };
  }
  const { datacenter, caller, serverName } = connection;
  const providersDown: string[] = [];
  for (const { name, servers } of datacenter.rows('keyProviders')) {
    if (servers.length > 0 && servers.every(({ health }) => health?.status === 'red'))
      providersDown.push(name);
  }
  let lockedVmCount = 0;
  for (const vm of datacenter.rows('vms')) if (vm.locked) lockedVmCount++;
  return {
    server: serverName,
    user: caller.user,
    role: roleLabel(connection),
    providersDown,
    lockedVmCount,
    runningTaskCount: datacenter.tasks.running().length,
    ...own,
  };
}

/** The role that the user has on the root folder. */
function roleLabel({ datacenter, caller }: Connection): string {
  const permission = datacenter.get('permissions', `${ROOT_FOLDER_ID}:${caller.user.toLowerCase()}`);
  const role = permission && datacenter.find('roles', 'roleId', String(permission.roleId))[0];
  return (
    role?.label ?? (privilegesOn(datacenter, caller.user, ROOT_FOLDER_ID).size === 0 ? 'No access' : 'Custom')
  );
}

/** What the user's own `prompt` function gives; undefined when there is none, or it fails. */
export function ownPrompt(shell: Shell): string | undefined {
  const { session } = shell.runspace;
  if (session.functions.get('prompt') === undefined) return undefined;
  const { success, exitCode } = shell.runspace;
  const parts: string[] = [];
  // What the function writes to the host is part of the prompt, in its colours.
  const outcome = shell.execute('prompt 6>&1', { sink: (value) => parts.push(promptText(value)) });
  // The prompt must not change what the user's next line sees of the last one.
  shell.runspace.success = success;
  shell.runspace.exitCode = exitCode;
  return outcome.error === undefined && parts.length > 0 ? parts.join('') : 'PS>';
}

function promptText(value: Value): string {
  const said = value instanceof InformationRecord ? value.data : value;
  if (!(said instanceof HostInformationMessage)) return toText(said);
  return inColor(said.noNewline ? said.message : `${said.message}\n`, said.style);
}
