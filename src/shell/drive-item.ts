import { decodeScript } from '../language/script-text.ts';
import type { Value } from '../values/value.ts';
import type { Frame } from './frame.ts';

/** `${C:/file.txt}` and items of drives that the shell does not keep itself: a file's text. */
export function driveValue(frame: Frame, drive: string, name: string): Value {
  const read = frame.runspace.host.files.read(frame.runspace.resolvePath(`${drive}:${name}`));
  if (!read.ok) return null;
  return decodeScript(read.value);
}
