/** What tests do at the prompt. */
import type { Sought, TestTerminal } from './terminal.ts';

/** An empty prompt at the end of what shows. */
export const IDLE = /(?:^|\n)vSeal lab(?: ●)?:> *\n[^\n]*administrator@[^\n]*\s*$/;

export async function run(terminal: TestTerminal, line: string, expected: Sought): Promise<string> {
  terminal.type(line);
  terminal.press('Enter');
  return terminal.until(expected);
}

/** Enters a line that keeps the shell busy, and waits until it has been taken. */
export async function begin(terminal: TestTerminal, line: string): Promise<void> {
  terminal.type(line);
  terminal.press('Enter');
  // Keys in the same read as the Enter would be a paste.
  await terminal.glimpse((screen) => screen.includes(line) && !screen.includes('administrator@'));
}

/**
 * Nothing but an empty prompt at the foot of the window, where it mostly is: what a test reads is then its own.
 * `blankLines` is a line that prints more of them than the window has rows.
 */
export async function emptyScreen(terminal: TestTerminal, blankLines = '"`n" * 60'): Promise<void> {
  await terminal.glimpse(IDLE);
  terminal.type(blankLines);
  terminal.press('Enter');
  await terminal.glimpse(/^\s*\nvSeal lab(?: ●)?:> *\n[^\n]*administrator@[^\n]*\s*$/);
  terminal.forget();
}
