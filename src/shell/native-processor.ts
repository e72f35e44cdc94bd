import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Argument, CommandCall } from './argument.ts';
import type { Processor } from './pipeline.ts';

/** Runs an external program, where the user allowed them: its lines of output are the objects. */
export class NativeProcessor implements Processor {
  readonly identity: object = this;
  readonly #call: CommandCall;
  readonly #path: string;
  readonly #input: string[] = [];
  failed = false;
  constructor(call: CommandCall, path: string) {
    this.#call = call;
    this.#path = path;
  }

  begin(): void {
    this.failed = false;
  }

  process(value: Value): void {
    this.#input.push(toText(value));
  }

  runAlone(): void {
    this.#input.length = 0;
  }

  end(): void {
    const { frame, out, args } = this.#call;
    const { native } = frame.runspace.host;
    if (native === undefined) throw notAllowed(this.#path);
    const result = native.run({
      path: this.#path,
      args: args.flatMap(nativeTexts),
      input: this.#input.length === 0 ? '' : `${this.#input.join('\n')}\n`,
      folder: frame.runspace.resolvePath('.'),
    });
    frame.runspace.exitCode = result.exitCode;
    this.failed = result.exitCode !== 0;
    if (result.err !== '') frame.runspace.host.streams.err(result.err);
    const lines = result.out.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) out(line);
  }

  clean(): void {
    this.#input.length = 0;
  }
}

function nativeTexts(argument: Argument): string[] {
  if (argument.name !== null) {
    return argument.value === undefined
      ? [argument.text]
      : [`${argument.text.split(':')[0] ?? ''}:${toText(argument.value)}`];
  }
  const value = argument.value ?? null;
  return isEnumerable(value) ? Array.from(enumerate(value), (item) => toText(item)) : [toText(value)];
}

function notAllowed(path: string): Error {
  return runtimeError({
    message: `External programs are not started by this shell: ${path}. Start it with --allow-native to allow them.`,
    id: 'NativeCommandsNotAllowed',
    category: 'PermissionDenied',
    target: path,
  });
}
