import { runtimeError } from '../values/error-record.ts';
import type { Frame } from './frame.ts';

/** The lines of a user's file, for `switch -File`. */
export function readLines(frame: Frame, path: string): string[] {
  const full = frame.runspace.resolvePath(path);
  const read = frame.runspace.host.files.read(full);
  if (!read.ok) {
    throw runtimeError({
      message: `Could not find file '${full}'.`,
      id: 'FileReadError',
      category: 'ReadError',
      target: path,
      exceptionType: 'System.IO.FileNotFoundException',
    });
  }
  const text = new TextDecoder().decode(read.value);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
