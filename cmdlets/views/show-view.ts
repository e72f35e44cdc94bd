import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { ViewNotice, ViewSource } from '../../src/cmdlet/terminal.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import type { Value } from '../../src/values/value.ts';

/** Shows a live view until the user leaves it; an error where nothing can be drawn. */
export function showView(invocation: Invocation, source: ViewSource, instead: string): void {
  const { terminal } = invocation.host;
  if (terminal === undefined) {
    invocation.throwTerminating({
      message: `${invocation.commandName} needs a terminal.`,
      why: 'It draws over the whole screen and waits for keys; here is a script, a pipe or a single line.',
      advice: instead,
      id: 'NoTerminal',
      category: 'InvalidOperation',
    });
  }
  terminal.show(source);
}

/** Runs a cmdlet for a key of a view, as the user would, and says how it went. */
export function runAction(
  invocation: Invocation,
  command: string,
  parameters: Readonly<Record<string, Value>>,
  done: string,
): ViewNotice {
  const all = new Map<string, Value>([
    ...Object.entries(parameters),
    ['ErrorAction', 'Stop'],
    ['WarningAction', 'SilentlyContinue'],
  ]);
  try {
    invocation.session.call(command, all, [], () => undefined);
    return { text: done, bad: false };
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    const { message, why } = error.record;
    return { text: [message, why].filter(Boolean).join(' ').replaceAll('\n', ' '), bad: true };
  }
}

const revisions = new WeakMap<Datacenter, { count: number }>();

/** A number that grows with every commit, this process's or another's. */
export function revisionOf(datacenter: Datacenter): number {
  let revision = revisions.get(datacenter);
  if (revision === undefined) {
    const counted = { count: 0 };
    datacenter.onChange(() => counted.count++);
    revisions.set(datacenter, counted);
    revision = counted;
  }
  datacenter.refresh();
  return revision.count;
}

/** Examples of live views need a person at a terminal. */
export const NEEDS_TERMINAL = 'an interactive terminal';
