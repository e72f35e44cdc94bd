const compiled = new Map<string, RegExp>();
const CACHE_LIMIT = 500;

/** True when the text holds a wildcard character that is not escaped by a backtick. */
export function hasWildcard(pattern: string): boolean {
  return /(?<!`)[*?[\]]/.test(pattern);
}

/** True when a `[` has no `]`, which -like refuses. */
export function hasOpenSet(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '`') i++;
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 1);
      if (end < 0) return true;
      i = end;
    }
  }
  return false;
}

/** A pattern with its escapes taken away. */
export function unescapeWildcard(pattern: string): string {
  return pattern.replace(/`([*?[\]`])/g, '$1');
}

/** PowerShell's -like: `*`, `?`, `[a-z]`, backtick escapes; the whole text must match, case as asked. */
export function matchesWildcard(text: string, pattern: string, caseSensitive = false): boolean {
  return wildcardPattern(pattern, caseSensitive).test(text);
}

/** The regular expression of a wildcard pattern. Stars next to each other are one, so it cannot run away on them. */
export function wildcardPattern(pattern: string, caseSensitive = false): RegExp {
  const key = (caseSensitive ? 'c' : 'i') + pattern;
  let expression = compiled.get(key);
  if (expression === undefined) {
    expression = new RegExp(`^${translate(pattern)}$`, caseSensitive ? 's' : 'is');
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(key, expression);
  }
  return expression;
}

function translate(pattern: string): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '`' && i + 1 < pattern.length) {
      i++;
      source += literal(pattern.charAt(i));
    } else if (char === '*') {
      while (pattern.charAt(i + 1) === '*') i++;
      source += '.*';
    } else if (char === '?') {
      source += '.';
    } else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) return `${source}${literal('[')}${translate(pattern.slice(i + 1))}`;
      source += `[${pattern.slice(i + 1, end).replace(/[\\^[\]]/g, '\\$&')}]`;
      i = end;
    } else {
      source += literal(char);
    }
  }
  return source;
}

function literal(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
