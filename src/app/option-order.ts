import type { Command, Option } from 'commander';

/** What a script file's own arguments come after: its name ends the program's options. */
const TAKES_ARGUMENTS = 'run';

/** Said of the program as a whole; they mean nothing to a subcommand. */
const BEFORE_ONLY: ReadonlySet<string> = new Set(['command', 'version']);

/**
 * The program's options may stand behind a subcommand, too: `vseal lab new --state site-b.json`. They are put before
 * it, where they are looked for. What follows the file of `run` is the script's.
 */
export function optionsFirst(program: Command, args: readonly string[]): string[] {
  const first: string[] = [];
  const rest: string[] = [];
  let subcommand: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const isOver = arg === '--' || (subcommand === TAKES_ARGUMENTS && !arg.startsWith('-'));
    if (isOver) return [...first, ...rest, ...args.slice(index)];
    const option = optionOf(program, arg);
    if (option === undefined) {
      rest.push(arg);
      if (!arg.startsWith('-')) subcommand ??= arg;
      continue;
    }
    const length = option.required && !arg.includes('=') ? 2 : 1;
    const isMoved = subcommand === undefined || !BEFORE_ONLY.has(option.attributeName());
    (isMoved ? first : rest).push(...args.slice(index, index + length));
    index += length - 1;
  }
  return [...first, ...rest];
}

function optionOf(program: Command, arg: string): Option | undefined {
  const name = arg.startsWith('--') ? arg.replace(/=.*/s, '') : arg;
  return program.options.find(({ long, short }) => name === long || name === short);
}
