import type { Invocation } from '../../src/cmdlet/invocation.ts';

/** Rows of a page that are the question's, and one of the page before for the eye to hold on to. */
const KEPT_ROWS = 2;

/** Writes lines and stops after each screenful, until the user has seen enough. Without a terminal: all lines. */
export function pagedLines(invocation: Invocation): (text: string) => void {
  const { host } = invocation;
  const { terminal } = host;
  const pageRows = (): number => Math.max(1, (terminal?.rows() ?? 0) - KEPT_ROWS);
  let left = pageRows();
  return (text) => {
    for (const line of text.split('\n')) {
      const rows = Math.max(1, Math.ceil(line.length / Math.max(1, host.width())));
      if (terminal !== undefined && left < rows) {
        left = terminal.page();
        invocation.checkInterrupt();
        if (left === 0) invocation.stopUpstream();
      }
      left -= rows;
      host.streams.out(`${line}\n`);
    }
  };
}
