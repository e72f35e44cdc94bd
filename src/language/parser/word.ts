import type { ExpandableStringExpressionAst, StringConstantExpressionAst } from '../ast.ts';
import type { TokenKind } from '../token.ts';
import { breaksWord, isDoubleQuote, isSingleQuote } from './characters.ts';
import { readEscape } from './escape.ts';
import { finishPieces, newPieces, readDollar } from './expandable.ts';
import { readQuotedPieces, singleQuotedText } from './quoted-string.ts';
import { addToken, moveTo, type Parser } from './state.ts';

/**
 * Takes the WORD looked at: a command's name or argument written bare. With `expand`, variables in it are
 * parts; without (a command's name) they are text. Quotes inside a word only quote: `a"b c"d` is one word.
 */
export function readWord(
  p: Parser,
  colour: TokenKind,
  expand: boolean,
): StringConstantExpressionAst | ExpandableStringExpressionAst {
  const { text, start } = p;
  if (p.plain) {
    const { stop } = p;
    addToken(p, colour, start, stop);
    moveTo(p, stop);
    return {
      kind: 'StringConstant',
      extent: { start, end: stop },
      value: text.slice(start, stop),
      quote: 'bare',
    };
  }
  const pieces = newPieces(colour, start);
  let at = start;
  let from = start;
  while (at < p.end) {
    const code = text.charCodeAt(at);
    if (breaksWord(code) && at > start) break;
    let stop = at;
    pieces.literal += text.slice(from, at);
    if (code === 96) {
      const escaped = readEscape(p, at);
      pieces.literal += escaped.value;
      stop = escaped.end;
    } else if (isSingleQuote(code)) {
      const quoted = singleQuotedText(p, at);
      pieces.literal += quoted.value;
      stop = quoted.end;
    } else if (isDoubleQuote(code)) {
      stop = readQuotedPieces(p, at, pieces, expand);
    } else if (code === 36) {
      stop = readDollar(p, at, pieces, false, expand);
    }
    from = stop;
    at = stop === at ? at + 1 : stop;
  }
  pieces.literal += text.slice(from, at);
  moveTo(p, at);
  return finishPieces(p, pieces, start, at, 'bare');
}
