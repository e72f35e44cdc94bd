import { commandInfo } from '../cmdlet/command-info.ts';
import { InvocationInfo } from '../values/error-record.ts';
import type { CommandCall } from './argument.ts';

/** Who was called and where, for `$MyInvocation` and error records. */
export function invocationInfo(call: CommandCall, name: string): InvocationInfo {
  const { frame, extent } = call;
  const info = new InvocationInfo(
    name,
    () => {
      const session = frame.runspace.sessionFor(frame);
      const facts = session.commands.find(name);
      return facts === undefined ? null : commandInfo(session, facts);
    },
    () => frame.source.position(extent),
  );
  const { file } = frame.source;
  if (file !== null) {
    info.commandPath = file;
    info.scriptRoot = file.slice(0, Math.max(file.lastIndexOf('/'), 0)) || '/';
  }
  return info;
}
