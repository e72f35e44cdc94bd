import { parse } from '../language/parse.ts';
import type { Runspace } from './runspace.ts';

/** Sets `$^` and `$$` to the first and last token of a line that went to the history. */
export function rememberTokens(runspace: Runspace, text: string): void {
  const tokens = parse(text).tokens.filter((token) => token.kind !== 'comment');
  const word = (at: number): string | null => {
    const token = tokens.at(at);
    if (token === undefined) return null;
    const written = text.slice(token.start, token.end);
    return token.kind === 'string' ? written.replace(/^(['"])(.*)\1$/s, '$2') : written;
  };
  runspace.globalScope.define('^', word(0));
  runspace.globalScope.define('$', word(-1));
}
