import type { ExpressionAst, RedirectionAst, RedirectionStream } from '../ast.ts';
import { readSingleArgument } from './argument.ts';
import * as lexeme from './lexeme.ts';
import { lexemeText, take } from './lexer.ts';
import { addToken, type Parser, report } from './state.ts';

const STREAMS: Readonly<Record<string, RedirectionStream>> = {
  '*': 'all',
  '>': 'output',
  '1': 'output',
  '2': 'error',
  '3': 'warning',
  '4': 'verbose',
  '5': 'debug',
  '6': 'information',
};

export const NO_REDIRECTIONS: readonly RedirectionAst[] = [];

export function isRedirection(kind: number): boolean {
  return (
    kind === lexeme.REDIRECTION || kind === lexeme.MERGING_REDIRECTION || kind === lexeme.INPUT_REDIRECTION
  );
}

/** The redirection looked at, added to those of the same command; returns where it ends. */
export function readRedirection(p: Parser, redirections: RedirectionAst[]): number {
  const { start, stop, kind } = p;
  const text = lexemeText(p);
  addToken(p, 'operator', start, stop);
  take(p);
  if (kind === lexeme.MERGING_REDIRECTION) return addMerging(p, redirections, start, text);
  let location = readSingleArgument(p, 'file');
  if (location === null) {
    report(p, 'MissingFileSpecification', stop, stop);
    location = { kind: 'ErrorExpression', extent: { start, end: stop }, nested: [] } satisfies ExpressionAst;
  }
  const { end } = location.extent;
  if (kind === lexeme.INPUT_REDIRECTION) {
    report(p, 'RedirectionNotSupported', start, stop, text);
    return end;
  }
  addRedirection(p, redirections, {
    kind: 'FileRedirection',
    extent: { start, end },
    fromStream: STREAMS[text.charAt(0)] ?? 'output',
    append: text.endsWith('>>'),
    location,
  });
  return end;
}

function addMerging(p: Parser, redirections: RedirectionAst[], start: number, text: string): number {
  const end = start + text.length;
  const fromStream = STREAMS[text.charAt(0)] ?? 'output';
  if (!text.endsWith('1') || fromStream === 'output') {
    report(p, 'RedirectionNotSupported', start, end, text);
  }
  addRedirection(p, redirections, {
    kind: 'MergingRedirection',
    extent: { start, end },
    fromStream,
    toStream: 'output',
  });
  return end;
}

function addRedirection(p: Parser, redirections: RedirectionAst[], redirection: RedirectionAst): void {
  const { fromStream, extent } = redirection;
  if (redirections.some((other) => other.fromStream === fromStream)) {
    const name = fromStream === 'all' ? '* stream' : `${fromStream} stream`;
    report(p, 'StreamAlreadyRedirected', extent.start, extent.end, name);
  } else {
    redirections.push(redirection);
  }
}
