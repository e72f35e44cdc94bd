import { commandInfo } from '../cmdlet/command-info.ts';
import { InvocationInfo } from '../values/error-record.ts';
import type { CommandCall } from './argument.ts';

/**
 * Who was called and where, for `$MyInvocation` and error records.
 *
 * A script file's name finds nothing by itself: `path` is where it lies.
 */
export function invocationInfo(call: CommandCall, name: string, path?: string): InvocationInfo {
  const { frame, extent } = call;
  const info = new InvocationInfo(
    name,
    () => {
      const session = frame.runspace.sessionFor(frame);
      const facts = session.commands.find(path ?? name);
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
