import type { Completion } from '../../cmdlet/completion.ts';
import { toText } from '../../values/to-text.ts';
import { typeDisplayNameOf } from '../../values/type-of.ts';
import type { Value } from '../../values/value.ts';
import { type CompletionContext, item, matcher } from './context.ts';

/** Variables of the session; behind `$env:` and the like, what the drive holds. */
export function* variables(
  { session, text, cursor }: CompletionContext,
  qualifier: string | null,
  splatted: boolean,
): Iterable<Completion> {
  const wanted = matcher(cursor.prefix);
  const sigil = splatted ? '@' : '$';
  if (qualifier === 'env') {
    for (const name of [...session.host.environment.names()].sort())
      if (wanted(name)) yield item(name, name, 'environment variable', 'variable');
    return;
  }
  if (qualifier === 'function') {
    for (const name of session.functions.names())
      if (wanted(name)) yield item(name, name, 'function', 'variable');
    return;
  }
  const braced = text.charAt(cursor.replace.start - 1) === '{';
  const seen = new Set<string>();
  for (const { name, value, description } of session.variables.list()) {
    if (!wanted(name)) continue;
    seen.add(name.toLowerCase());
    const inBraces = braced || qualifier !== null || !/\W/.test(name);
    const shown = inBraces ? name : `{${name}}`;
    yield item(shown, `${sigil}${name}`, description === '' ? facts(value) : description, 'variable');
  }
  for (const name of namesInText(text, cursor.replace.start)) {
    if (seen.has(name.toLowerCase()) || !wanted(name)) continue;
    seen.add(name.toLowerCase());
    yield item(name, `${sigil}${name}`, 'from this text', 'variable');
  }
}

/** Variables that the text itself sets, before and behind the cursor. */
function* namesInText(text: string, except: number): Iterable<string> {
  for (const match of text.matchAll(/\$([A-Za-z_]\w*)\b(?!:)/g))
    if (match.index + 1 !== except && match[1] !== undefined) yield match[1];
}

function facts(value: Value): string {
  if (value === null) return '$null';
  const type = `[${typeDisplayNameOf(value)}]`;
  if (Array.isArray(value)) return `${type} of ${value.length}`;
  const short = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return short ? `${type} ${toText(value).slice(0, 60)}` : type;
}
