import { describe, expect, it } from 'vitest';
import { createKeyBindings } from '../../src/ui/editor/key-bindings.ts';
import { line, play, type ScriptOptions } from './key-script.ts';

function cases(
  name: string,
  rows: readonly (readonly [string, string])[],
  options: ScriptOptions = {},
): void {
  describe(name, () => {
    it.each(rows)('%s → %s', (script, expected) => {
      expect(line(script, { mode: 'Windows', ...options })).toBe(expected);
    });
  });
}

cases('the Windows keys', [
  ['abc<Escape>', '|'],
  ['abc<Escape><Ctrl+z>', 'abc|'],
  ['abc<Ctrl+z>', '|'],
  ['abc<Ctrl+z><Ctrl+y>', 'abc|'],
  ['abc<Ctrl+a>', '[abc|]'],
  ['abc<Ctrl+a>x', 'x|'],
  ['abc<Ctrl+a><Ctrl+x>', '|'],
  ['abc<Ctrl+a><Ctrl+x><Ctrl+v><Ctrl+v>', 'abcabc|'],
  ['abc<Ctrl+a><Ctrl+c><End><Ctrl+v>', 'abcabc|'],
  ['abc<Ctrl+a><Ctrl+c><End><Shift+Insert>', 'abcabc|'],
  ['abc<Ctrl+x>', 'abc|'],
  ['abc def<Ctrl+Backspace>', 'abc |'],
  ['abc-def<Ctrl+w>', 'abc-|'],
  ['abc def<Home><Ctrl+Delete>', '| def'],
  ['abc def<LeftArrow><Ctrl+Home>', '|f'],
  ['abc def<Home><RightArrow><Ctrl+End>', 'a|'],
  ['abc def<Ctrl+LeftArrow>', 'abc |def'],
  ['abc def<Home><Ctrl+RightArrow>', 'abc |def'],
  ['(a(b))<Home><Ctrl+]>', '(a(b)|)'],
  ['(a(b))<LeftArrow><Ctrl+]>', '|(a(b))'],
  ['a[1]<Home><RightArrow><Ctrl+]>', 'a[1|]'],
  ['{a}<LeftArrow><Ctrl+]>', '|{a}'],
  ['abc<Home><Ctrl+]>', '|abc'],
  ['((a)<Home><Ctrl+]>', '|((a)'],
  ['ab<Ctrl+j>c', 'ab¶c|'],
]);

describe('bindings of the user', () => {
  it('bind, replace and unbind keys', () => {
    expect(line('abc<F5>', { bind: { F5: 'BeginningOfLine' } })).toBe('|abc');
    expect(line('abc<Ctrl+a>', { bind: { 'ctrl+A': 'BackwardChar' } })).toBe('ab|c');
    expect(line('abc<Ctrl+a>', { bind: { 'Ctrl+a': '' } })).toBe('abc|');
    expect(line('abc<Ctrl+x>a', { bind: { 'Ctrl+x,a': 'BeginningOfLine' } })).toBe('|abc');
    expect(line('abcx', { bind: { x: 'BackwardChar' } })).toBe('ab|c');
  });
  it('ring the bell for a chord that is none', () => {
    expect(play('<Ctrl+x>q').effects).toEqual([{ kind: 'bell' }]);
  });
  it.each(['Emacs', 'Windows'] as const)('the %s table names each chord once', (mode) => {
    const chords = createKeyBindings(mode, new Map())
      .entries()
      .map(([chord]) => chord);
    expect(new Set(chords).size).toBe(chords.length);
    expect(chords.length).toBeGreaterThan(70);
  });
});
