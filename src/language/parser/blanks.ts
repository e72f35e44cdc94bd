import { isBlank, isNewline } from './characters.ts';
import { addToken, moveTo, type Parser, reportMissing } from './state.ts';

/** The offset of the next thing on this logical line: past white space, comments and backtick line ends. */
export function skipBlanks(p: Parser, from: number): number {
  const { text } = p;
  let at = from;
  while (at < p.end) {
    const code = text.charCodeAt(at);
    if (code === 32 || isBlank(code)) {
      at++;
    } else if (code === 35) {
      at = lineComment(p, at);
    } else if (code === 60 && text.charCodeAt(at + 1) === 35 && at + 1 < p.end) {
      at = blockComment(p, at);
    } else if (code === 96) {
      const after = continuation(p, at);
      if (after === at) return at;
      at = after;
    } else {
      return at;
    }
  }
  return p.end;
}

/** Moves past white space, comments and line ends, and semicolons if asked. */
export function skipNewlines(p: Parser, semicolons = false): void {
  let at = p.pos;
  for (;;) {
    at = skipBlanks(p, at);
    if (at >= p.end) break;
    const code = p.text.charCodeAt(at);
    if (!isNewline(code) && !(semicolons && code === 59)) break;
    at++;
  }
  if (at !== p.pos) moveTo(p, at);
}

/** After a backtick at `at`: past a line end or white space that it takes away, else `at`. */
function continuation(p: Parser, at: number): number {
  const next = p.text.charCodeAt(at + 1);
  if (at + 1 >= p.end) return at;
  if (next === 13) return p.text.charCodeAt(at + 2) === 10 ? at + 3 : at + 2;
  if (next === 10 || isBlank(next)) return at + 2;
  return at;
}

function lineComment(p: Parser, start: number): number {
  const { text } = p;
  let at = start + 1;
  while (at < p.end && !isNewline(text.charCodeAt(at))) at++;
  if (start >= p.commentsTo) {
    addComment(p, start, at);
    noteComment(p, start, at);
  }
  return at;
}

function addComment(p: Parser, start: number, end: number): void {
  addToken(p, 'comment', start, end);
  p.comments.push({ start, end });
  p.commentsTo = end;
}

const REQUIRES = /^#requires(?![^\s])/i;
const SIGNATURE = 'sig#beginsignatureblock';

/** `#requires` lines and the start of a signature block are comments with a meaning. */
function noteComment(p: Parser, start: number, end: number): void {
  const second = p.text.charCodeAt(start + 1) | 32;
  if (second === 114) {
    if (REQUIRES.test(p.text.slice(start, end))) p.requires.push({ start, end });
  } else if (second === 32 && end - start < 80 && p.text.charCodeAt(start + 2) === 83) {
    const words = p.text
      .slice(start + 1, end)
      .replace(/\s/g, '')
      .toLowerCase();
    if (words === SIGNATURE) p.signatureAt = start;
  }
}

function blockComment(p: Parser, start: number): number {
  const close = p.text.indexOf('#>', start + 2);
  const closed = close >= 0 && close + 2 <= p.end;
  const end = closed ? close + 2 : p.end;
  if (start >= p.commentsTo) {
    addComment(p, start, end);
    if (!closed) reportMissing(p, 'MissingTerminatorMultiLineComment', start, end);
  }
  return end;
}

/**
 * Whether the line end at `newline` is followed by a line (comment lines aside) that starts with `|`, which
 * goes on with the pipeline. A blank line in between ends it.
 */
export function pipeContinues(p: Parser, newline: number): boolean {
  const { text } = p;
  let at = pastNewline(text, newline);
  let atLineStart = true;
  while (at < p.end) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      at++;
    } else if (isNewline(code)) {
      if (atLineStart) return false;
      atLineStart = true;
      at = pastNewline(text, at);
    } else if (code === 35) {
      atLineStart = false;
      while (at < p.end && !isNewline(text.charCodeAt(at))) at++;
    } else if (code === 60 && text.charCodeAt(at + 1) === 35) {
      atLineStart = false;
      const close = text.indexOf('#>', at + 2);
      if (close < 0) return false;
      at = close + 2;
    } else {
      return code === 124;
    }
  }
  return false;
}

function pastNewline(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}
