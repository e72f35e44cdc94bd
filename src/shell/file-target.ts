import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Argument } from './argument.ts';
import type { Frame } from './frame.ts';
import type { Sink } from './signal.ts';
import { startCommand } from './start-command.ts';

/** A file that output is redirected to: Out-File does the writing, so that objects are formatted as on the screen. */
export function openFileTarget(
  frame: Frame,
  location: Value,
  append: boolean,
): { write: Sink; close(): void } {
  const named = (name: string, value: Value): Argument => ({
    name,
    value,
    text: `-${name}`,
    fromSplat: true,
  });
  const args = [named('FilePath', toText(location))];
  if (append) args.push(named('Append', true));
  const extent = { start: 0, end: 0 };
  const processor = startCommand(
    { frame, out: () => undefined, args, extent, dotSource: false, operator: '' },
    'Out-File',
  );
  processor.begin();
  return {
    write: (value) => processor.process(value),
    close: () => {
      processor.end();
      processor.clean();
    },
  };
}
