import { runtimeError } from '../values/error-record.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';
import { CompiledScriptBlock } from './script-block-value.ts';

/** `$env:PATH`, `$function:prompt`, `$alias:ls`: the item of a drive as a variable. */
export function driveItem(frame: Frame, drive: string, name: string): Value {
  switch (drive) {
    case 'env':
      return frame.runspace.host.environment.get(name) ?? null;
    case 'function':
      return frame.runspace.findFunction(frame, name)?.block ?? null;
    case 'alias':
      return frame.runspace.findAlias(frame, name)?.target ?? null;
    default:
      return frame.runspace.readDriveVariable(frame, drive, name);
  }
}

export function setDriveItem(frame: Frame, drive: string, name: string, value: Value): void {
  switch (drive) {
    case 'env':
      frame.runspace.host.environment.set(name, isNull(value) ? undefined : toText(value));
      return;
    case 'function':
      setFunction(frame, name, value);
      return;
    case 'alias':
      frame.runspace.setAlias(frame, name, toText(value), {});
      return;
    default:
      throw runtimeError({
        message: `Cannot find drive. A drive with the name '${drive}' does not exist.`,
        id: 'DriveNotFound',
        category: 'ObjectNotFound',
        target: drive,
        exceptionType: 'System.Management.Automation.DriveNotFoundException',
      });
  }
}

function setFunction(frame: Frame, name: string, value: Value): void {
  const block = value instanceof ScriptBlock ? value : frame.runspace.compileBlock(toText(value), null);
  if (block instanceof CompiledScriptBlock) frame.runspace.setFunction(frame, name, block, {});
}
