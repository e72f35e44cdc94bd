/** JSON as a tree of what is to be written; `raw` is text that stands as it is (numbers). */
export type JsonNode =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyArray<readonly [string, JsonNode]> };

export type JsonEscaping = 'Default' | 'EscapeNonAscii' | 'EscapeHtml';

export interface JsonStyle {
  /** One line without blanks instead of two-space indentation. */
  readonly compress: boolean;
  readonly escaping: JsonEscaping;
}

export function writeJson(node: JsonNode, style: JsonStyle): string {
  const parts: string[] = [];
  writeNode(node, style, '\n', parts);
  return parts.join('');
}

function writeNode(node: JsonNode, style: JsonStyle, lineBreak: string, parts: string[]): void {
  switch (node.kind) {
    case 'raw':
      parts.push(node.text);
      return;
    case 'string':
      parts.push(quoteJson(node.text, style.escaping));
      return;
    case 'array':
    case 'object':
      writeGroup(node, style, lineBreak, parts);
  }
}

function writeGroup(
  node: Extract<JsonNode, { kind: 'array' | 'object' }>,
  style: JsonStyle,
  lineBreak: string,
  parts: string[],
): void {
  const isArray = node.kind === 'array';
  const count = isArray ? node.items.length : node.entries.length;
  if (count === 0) {
    parts.push(isArray ? '[]' : '{}');
    return;
  }
  const inner = style.compress ? '' : `${lineBreak}  `;
  parts.push(isArray ? '[' : '{');
  for (let index = 0; index < count; index++) {
    parts.push(index === 0 ? inner : `,${inner}`);
    if (isArray) {
      const item = node.items[index];
      if (item) writeNode(item, style, inner, parts);
    } else {
      const [key, value] = node.entries[index] ?? [];
      parts.push(quoteJson(key ?? '', style.escaping), style.compress ? ':' : ': ');
      if (value) writeNode(value, style, inner, parts);
    }
  }
  if (!style.compress) parts.push(lineBreak);
  parts.push(isArray ? ']' : '}');
}

const NEEDS_ESCAPE: Record<JsonEscaping, RegExp> = {
  Default: /["\\\x00-\x1f\x85\u2028\u2029]/g,
  EscapeNonAscii: /["\\\x00-\x1f\x7f-\uffff]/g,
  EscapeHtml: /["'&<>\\\x00-\x1f\x85\u2028\u2029]/g,
};

const SHORT_ESCAPES = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

export function quoteJson(text: string, escaping: JsonEscaping): string {
  const escaped = text.replace(NEEDS_ESCAPE[escaping], (character) => {
    if (character === '"' && escaping !== 'EscapeHtml') return '\\"';
    const unit = character.charCodeAt(0).toString(16).padStart(4, '0');
    return SHORT_ESCAPES.get(character) ?? `\\u${unit}`;
  });
  return `"${escaped}"`;
}
