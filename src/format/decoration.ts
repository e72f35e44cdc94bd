import { lineSpans } from './wrap.ts';

/** The escape sequences that formatted output begins its parts with: `$PSStyle.Formatting`. */
export interface TextStyle {
  readonly header: string;
  readonly accent: string;
}

/** What becomes of escape sequences: added and closed in that style, taken out, or left as they are. */
export type Decoration = TextStyle | 'strip' | 'keep';

export const RESET = '\x1b[0m';

/** Colours and the like, and hyperlinks. */
const SEQUENCE = /\x1b\[[0-9;:]*[A-Za-z]|\x1b\]8;;.*?(?:\x1b\\|\x07)/g;
const RESETS = /^\x1b\[0?m$/;

export function stripDecoration(text: string): string {
  return text.includes('\x1b') ? text.replace(SEQUENCE, '') : text;
}

/** `text` between a beginning and the end of all decoration; nothing is added for an empty beginning. */
export function styled(text: string, start: string): string {
  return start === '' ? text : start + text + RESET;
}

/** A cell with its padding: decoration does not run on into what stands beside it. */
export function closedCell(text: string, padding: string): string {
  const open = text.includes('\x1b') && !text.endsWith(RESET);
  return text + padding + (open ? RESET : '');
}

/** `text` in lines of at most `width` cells; each begins in the decoration that holds there, and ends without. */
export function wrapDecorated(text: string, width: number): string[] {
  const marks: { at: number; code: string }[] = [];
  let plain = '';
  let from = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    plain += text.slice(from, match.index);
    marks.push({ at: plain.length, code: match[0] });
    from = match.index + match[0].length;
  }
  plain += text.slice(from);
  return lineSpans(plain, Math.max(1, width)).map(([start, end]) => decoratedLine(plain, marks, start, end));
}

function decoratedLine(
  plain: string,
  marks: readonly { at: number; code: string }[],
  start: number,
  end: number,
): string {
  let active: string[] = [];
  const hold = (code: string): void => {
    active = RESETS.test(code) ? [] : [...active, code];
  };
  for (const { at, code } of marks) if (at <= start) hold(code);
  let line = active.join('');
  let done = start;
  for (const { at, code } of marks) {
    // What stands at the end of a line holds for the next, unless nothing follows.
    if (at <= start || (at >= end && end < plain.length) || at > end) continue;
    line += plain.slice(done, at) + code;
    done = at;
    hold(code);
  }
  line += plain.slice(done, end);
  return active.length > 0 ? line + RESET : line;
}
