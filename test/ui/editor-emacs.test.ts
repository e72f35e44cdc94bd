import { describe, expect, it } from 'vitest';
import { accepted, line, play, type ScriptOptions } from './key-script.ts';

function cases(
  name: string,
  rows: readonly (readonly [string, string])[],
  options: ScriptOptions = {},
): void {
  describe(name, () => {
    it.each(rows)('%s → %s', (script, expected) => {
      expect(line(script, options)).toBe(expected);
    });
  });
}

cases('typing', [
  ['', '|'],
  ['Get-VM', 'Get-VM|'],
  ['a<LeftArrow>b', 'b|a'],
  ['vm<Home>$', '$|vm'],
  ['ü', 'ü|'],
  ['日本', '日本|'],
  ['👩‍👩‍👧', '👩‍👩‍👧|'],
  ['<<html>', '<html>|'],
  ['<Alt+3>x', 'xxx|'],
  ['<Alt+1><Alt+2>-', '------------|'],
  ['<Alt+1>0x', 'xxxxxxxxxx|'],
  ['a<F12>b', 'ab|'],
]);

cases('moving by characters', [
  ['abc<LeftArrow>', 'ab|c'],
  ['abc<Ctrl+b>', 'ab|c'],
  ['abc<Ctrl+b><Ctrl+b><Ctrl+f>', 'ab|c'],
  ['abc<LeftArrow><LeftArrow><RightArrow>', 'ab|c'],
  ['abc<LeftArrow><LeftArrow><LeftArrow><LeftArrow>', '|abc'],
  ['abc<Home>', '|abc'],
  ['abc<Ctrl+a>', '|abc'],
  ['abc<Ctrl+a><Ctrl+e>', 'abc|'],
  ['abc<Ctrl+a><End>', 'abc|'],
  ['abcdef<Alt+3><Ctrl+b>', 'abc|def'],
  ['abcdef<Home><Alt+2><Ctrl+f>', 'ab|cdef'],
  ['abcdef<Alt+2><Ctrl+b><Alt+-><Ctrl+b>', 'abcde|f'],
  ['abcdef<Alt+9><Alt+9><Ctrl+b>', '|abcdef'],
  ['日本<LeftArrow>', '日|本'],
  ['e\u0301x<LeftArrow><LeftArrow>', '|e\u0301x'],
  ['👩‍👩‍👧x<LeftArrow><LeftArrow>', '|👩‍👩‍👧x'],
  ['🇩🇪🇫🇷<LeftArrow>', '🇩🇪|🇫🇷'],
  ['👍🏽a<Home><RightArrow>', '👍🏽|a'],
]);

cases('moving by words', [
  ['Get-VM app-01<Alt+b>', 'Get-VM app-|01'],
  ['Get-VM app-01<Alt+b><Alt+b>', 'Get-VM |app-01'],
  ['Get-VM app-01<Ctrl+LeftArrow>', 'Get-VM app-|01'],
  ['Get-VM app-01<Home><Alt+f>', 'Get|-VM app-01'],
  ['Get-VM app-01<Home><Alt+f><Alt+f>', 'Get-VM| app-01'],
  ['Get-VM app-01<Home><Ctrl+RightArrow>', 'Get-|VM app-01'],
  ['Get-VM app-01<Home><Alt+RightArrow>', 'Get-VM |app-01'],
  ['Get-VM "a b" c<Alt+LeftArrow><Alt+LeftArrow>', 'Get-VM |"a b" c'],
  ['Get-VM|select a<Alt+LeftArrow><Alt+LeftArrow><Alt+LeftArrow>', 'Get-VM||select a'],
  ['a b c d<Alt+2><Alt+b>', 'a b |c d'],
  ['a b c d<Home><Alt+2><Alt+f>', 'a b| c d'],
  ['a b c d<Alt+-><Alt+2><Alt+f>', 'a b |c d'],
  ['ab cd<Home><Escape>f', 'ab| cd'],
  ['ab cd<Escape>b', 'ab |cd'],
  ['ab<Escape>x', 'abx|'],
]);

cases('deleting', [
  ['abc<Backspace>', 'ab|'],
  ['abc<Ctrl+Backspace>', 'ab|'],
  ['abc<Home><Backspace>', '|abc'],
  ['abc<Home><Delete>', '|bc'],
  ['abc<Home><Ctrl+d>', '|bc'],
  ['abc<Delete>', 'abc|'],
  ['abcdef<Alt+2><Backspace>', 'abcd|'],
  ['abcdef<Home><Alt+2><Delete>', '|cdef'],
  ['e\u0301<Backspace>', '|'],
  ['👩‍👩‍👧<Backspace>', '|'],
  ['日本語<LeftArrow><Backspace>', '日|語'],
  ['a<Alt+r>', '|'],
  ['abc<Alt+r><Ctrl+_>', 'abc|'],
  ['abcd<Ctrl+t>', 'abdc|'],
  ['abcd<LeftArrow><LeftArrow><Ctrl+t>', 'acb|d'],
  ['a<Ctrl+t>', 'a|'],
]);

cases('killing and yanking', [
  ['abc def<Ctrl+w>', 'abc |'],
  ['abc def  <Ctrl+w>', 'abc |'],
  ['abc-def<Ctrl+w>', '|'],
  ['abc-def<Alt+Backspace>', 'abc-|'],
  ['abc def<Escape><Backspace>', 'abc |'],
  ['abc def<Home><Alt+d>', '| def'],
  ['abc def<Home><Escape>d', '| def'],
  ['abc def<Home><Ctrl+Delete>', '| def'],
  ['abc def<LeftArrow><LeftArrow><Ctrl+k>', 'abc d|'],
  ['abc def<LeftArrow><Ctrl+u>', '|f'],
  ['abc def<Ctrl+x><Backspace>', '|'],
  ['abc def<Ctrl+w><Ctrl+y>', 'abc def|'],
  ['abc def<Ctrl+w><Ctrl+w><Ctrl+y>', 'abc def|'],
  ['abc def<Home><Alt+d><Alt+d><Ctrl+y>', 'abc def|'],
  ['abc def<Ctrl+w><Ctrl+a><Ctrl+y>', 'def|abc '],
  ['one two<Ctrl+w><Home><End><Ctrl+w><Ctrl+y>', 'one |'],
  ['one two<Ctrl+w><Home><End><Ctrl+w><Ctrl+y><Alt+y>', 'two|'],
  ['one two<Ctrl+w><Home><End><Ctrl+w><Ctrl+y><Alt+y><Alt+y>', 'one |'],
  ['one two<Ctrl+w><Home><End><Ctrl+w><Ctrl+y><Escape>y', 'two|'],
  ['abc<Alt+y>', 'abc|'],
  ['<Ctrl+y>', '|'],
  ['a b c d<Alt+2><Alt+Backspace>', 'a b |'],
  ['a b c d<Home><Alt+2><Alt+d>', '| c d'],
  ['abc def<Ctrl+w><Ctrl+_>', 'abc def|'],
  ['x "a b" c<Ctrl+w><Ctrl+w>', 'x "a |'],
  ['abc<Ctrl+u><Ctrl+y><Ctrl+y>', 'abcabc|'],
]);

cases('killing the region', [
  ['abcdef<Home><Alt+Spacebar><RightArrow><RightArrow><Alt+9>', 'ab|cdef'],
  ['abcd<Alt+Spacebar><Home><Ctrl+x><Ctrl+x>', 'abcd|'],
  ['abcd<Alt+Spacebar><Home><Ctrl+x><Ctrl+x><Ctrl+x><Ctrl+x>', '|abcd'],
]);
cases(
  'killing the region with a key of the user',
  [
    ['abcdef<Home><Alt+Spacebar><RightArrow><RightArrow><F5>', '|cdef'],
    ['abcdef<Home><Alt+Spacebar><RightArrow><RightArrow><F5><Ctrl+y>', 'ab|cdef'],
    ['abcdef<Alt+Spacebar><Home><F5>', '|'],
  ],
  { bind: { F5: 'KillRegion' } },
);

cases('undoing', [
  ['abc<Ctrl+_>', '|'],
  ['abc def<Ctrl+_>', 'abc |'],
  ['abc def<Ctrl+_><Ctrl+_>', '|'],
  ['abc def<Ctrl+x><Ctrl+u>', 'abc |'],
  ['abc<LeftArrow>x<Ctrl+_>', 'ab|c'],
  ['abc<Backspace><Ctrl+_>', 'abc|'],
  ['abc<Backspace><Backspace><Ctrl+_>', 'ab|'],
  ['abc<Ctrl+_><Ctrl+_>', '|'],
  ['one two three<Ctrl+_><Ctrl+_>', 'one |'],
  ['abc<Alt+r>x<Ctrl+_><Ctrl+_>', 'abc|'],
  ['<Paste:a b c><Ctrl+_>', '|'],
]);
cases(
  'redoing',
  [
    ['abc<Ctrl+_><F6>', 'abc|'],
    ['abc def<Ctrl+_><Ctrl+_><F6><F6>', 'abc def|'],
    ['abc<Ctrl+_>x<F6>', 'x|'],
    ['abc<F6>', 'abc|'],
    ['abc def<Home>x<F7>', '|'],
  ],
  { bind: { F6: 'Redo', F7: 'UndoAll' } },
);

cases('letter case', [
  ['get-vm<Home><Alt+u>', 'GET|-vm'],
  ['GET-VM<Home><Alt+l>', 'get|-VM'],
  ['get-vm<Home><Alt+c><Alt+c>', 'Get-Vm|'],
  ['abc<Alt+u>', 'abc|'],
  ['straße<Home><Alt+u>', 'STRASSE|'],
]);
cases('inverting case', [['aB<Home><F5><F5>', 'Ab|']], { bind: { F5: 'InvertCase' } });

cases('searching a character', [
  ['a,b,c<Home><Ctrl+]>,', 'a|,b,c'],
  ['a,b,c<Home><Alt+2><Ctrl+]>,', 'a,b|,c'],
  ['a,b,c<Ctrl+Alt+]>,', 'a,b|,c'],
  ['a,b,c<Ctrl+Alt+]>a', '|a,b,c'],
  ['abc<Home><Ctrl+]>z', '|abc'],
  ['abc<Home><Ctrl+]><LeftArrow>', '|abc'],
  ['a,b,c<Home><F3>,', 'a|,b,c'],
  ['a,b,c<Shift+F3>,', 'a,b|,c'],
]);

cases('selecting', [
  ['abc<Shift+LeftArrow>', 'ab[|c]'],
  ['abc<Shift+LeftArrow><Shift+LeftArrow>', 'a[|bc]'],
  ['abc<Shift+LeftArrow><Shift+RightArrow>', 'abc|'],
  ['abc<Home><Shift+RightArrow>', '[a|]bc'],
  ['abc def<Shift+Home>', '[|abc def]'],
  ['abc def<Home><Shift+End>', '[abc def|]'],
  ['abc def<Ctrl+Shift+LeftArrow>', 'abc [|def]'],
  ['abc def<Home><Ctrl+Shift+RightArrow>', '[abc |]def'],
  ['abc def<Alt+B>', 'abc [|def]'],
  ['abc def<Home><Alt+F>', '[abc|] def'],
  ['abc<Shift+LeftArrow><LeftArrow>', 'a|bc'],
  ['abc<Shift+Home>x', 'x|'],
  ['abc<Shift+LeftArrow><Backspace>', 'ab|'],
  ['abc<Shift+LeftArrow><Delete>', 'ab|'],
  ['abc<Shift+Home>x<Ctrl+_>', '|abc'],
  ['abc<Shift+Home><Ctrl+g>', '|abc'],
  ['日本<Shift+LeftArrow>', '日[|本]'],
  ['abc<Shift+Home><Paste:zz>', 'zz|'],
  ['Get-VM app-01 -Location dc<Home><Alt+a>', 'Get-VM [app-01|] -Location dc'],
  ['Get-VM app-01 -Location dc<Home><Alt+a><Alt+a>', 'Get-VM app-01 -Location [dc|]'],
  ['Get-VM app-01 -Location dc<Home><Alt+a><Alt+a><Alt+a>', 'Get-VM [app-01|] -Location dc'],
  ['Get-VM app-01<Alt+a>db', 'Get-VM db|'],
  ['Get-VM<Alt+a>', 'Get-VM|'],
  ['abc<Shift+Home><Ctrl+c><End><Ctrl+v>', 'abcabc|'],
]);
cases(
  'selecting by shell words',
  [
    ['x "a b"<F5>', 'x [|"a b"]'],
    ['"a b" x<Home><F6>', '["a b"|] x'],
    ['"a b" x<Home><F7>', '["a b" |]x'],
    ['abc<F8>', '[abc|]'],
    ['<F8>', '|'],
  ],
  {
    bind: {
      F5: 'SelectShellBackwardWord',
      F6: 'SelectShellForwardWord',
      F7: 'SelectShellNextWord',
      F8: 'SelectAll',
    },
  },
);

cases('several lines', [
  ['a<Shift+Enter>b', 'a¶b|'],
  ['a<Alt+Enter>b', 'a¶b|'],
  ['  a<Shift+Enter>b', '  a¶  b|'],
  ['ab<Shift+Enter>cd<Home>', 'ab¶|cd'],
  ['ab<Shift+Enter>cd<Home><Home>', '|ab¶cd'],
  ['ab<Shift+Enter>cd<Home><Home><End>', 'ab|¶cd'],
  ['ab<Shift+Enter>cd<Home><Home><End><End>', 'ab¶cd|'],
  ['ab<Shift+Enter>cd<UpArrow>', 'ab|¶cd'],
  ['abc<Shift+Enter>d<UpArrow>', 'a|bc¶d'],
  ['abc<Shift+Enter>d<Shift+Enter>efg<UpArrow><UpArrow>', 'abc|¶d¶efg'],
  ['abc<Shift+Enter>d<Shift+Enter>efg<UpArrow><UpArrow><DownArrow><DownArrow>', 'abc¶d¶efg|'],
  ['a<Shift+Enter>b<Shift+Enter>c<Alt+2><UpArrow>', 'a|¶b¶c'],
  ['ab<Shift+Enter>cd<LeftArrow><Ctrl+k>', 'ab¶c|'],
  ['ab<Shift+Enter>cd<LeftArrow><Ctrl+u>', 'ab¶|d'],
  ['ab<Shift+Enter>cd<Ctrl+u><Ctrl+u>', 'ab|'],
  ['ab<Shift+Enter>cd<UpArrow><Ctrl+k>', 'ab|cd'],
  ['ab<Shift+Enter>cd<Home><Backspace>', 'ab|cd'],
  ['ab<Ctrl+Enter>x', 'x|¶ab'],
  ['ab<Shift+Enter>cd<UpArrow><Ctrl+Shift+Enter>x', 'ab¶x|¶cd'],
  ['  ab<Ctrl+Enter>x', '  x|¶  ab'],
  ['日本<Shift+Enter>ab<UpArrow>', '日本|¶ab'],
  ['<Paste:a¶b>', 'a¶b|'],
  ['<Paste:a\tb>', 'a    b|'],
  ['<Paste:a\u001bb\u0007c>', 'abc|'],
]);
cases('going on with a text that is not whole', [
  ['if ($a) {<Enter>', 'if ($a) {¶    |'],
  ['if ($a) {<Enter>x<Enter>}', 'if ($a) {¶    x¶}|'],
  ['if ($a) {<Enter>if ($b) {<Enter>x<Enter>}<Enter>}', 'if ($a) {¶    if ($b) {¶        x¶    }¶}|'],
  ['@(<Enter>1<Enter>)', '@(¶    1¶)|'],
  ['Get-VM |<Enter>', 'Get-VM |¶|'],
  ['"a<Enter>b"', '"a¶b"|'],
  ['if ($a) {<Enter>}<Ctrl+_>', 'if ($a) {¶    |'],
  ['if ($a) {<Enter><Backspace>}', 'if ($a) {¶}|'],
]);
cases(
  'functions of the whole input',
  [
    ['ab<Shift+Enter>cd<LeftArrow><F5>', '|d'],
    ['ab<Shift+Enter>cd<LeftArrow><F6>', 'ab¶c|'],
    ['ab<Shift+Enter>cd<LeftArrow><F7>', '|d'],
    ['ab<Shift+Enter>cd<LeftArrow><F9>', 'ab¶|d'],
    ['ab<Shift+Enter>  cd<F10>', 'ab¶  |cd'],
    ['ab cd<F11>', 'ab |'],
    ['ab cd<Home><F12>', '|cd'],
  ],
  {
    bind: {
      F5: 'BackwardDeleteInput',
      F6: 'ForwardDeleteInput',
      F7: 'BackwardKillInput',
      F9: 'BackwardDeleteLine',
      F10: 'GotoFirstNonBlankOfLine',
      F11: 'BackwardDeleteWord',
      F12: 'DeleteWord',
    },
  },
);

describe('accepting', () => {
  it.each([
    ['Get-VM<Enter>', ['Get-VM']],
    ['<Enter>', ['']],
    ['a<Enter>b<Enter>', ['a', 'b']],
    ['a<Shift+Enter>b<Enter>', ['a\nb']],
    ['a<Ctrl+j>', ['a']],
    ['abc<Home><Enter>', ['abc']],
  ])('%s', (script, lines) => {
    expect(accepted(script)).toEqual(lines);
  });

  it.each([
    ['Get-VM<Ctrl+c>', 'cancel'],
    ['<Ctrl+d>', 'exit'],
    ['<Ctrl+z>', 'suspend'],
    ['<Ctrl+l>', 'clear-screen'],
    ['<Alt+F7>', 'clear-history'],
    ['<F1>', 'help'],
    ['<Alt+h>', 'help'],
    ['<F12>', 'bell'],
    ['<Alt+?><Ctrl+a>', 'what-is-key'],
    ['<Ctrl+Alt+?>', 'show-keys'],
    ['ab<Shift+Home><Ctrl+c>', 'copy'],
  ])('%s asks for %s', (script, kind) => {
    expect(play(script).effects.at(-1)?.kind).toBe(kind);
  });

  it('names the function of a key', () => {
    const keys = (script: string) => play(script).effects.at(-1);
    expect(keys('<Alt+?><Ctrl+x><Ctrl+u>')).toEqual({
      kind: 'what-is-key',
      key: 'Ctrl+x,Ctrl+u',
      function: 'Undo',
    });
    expect(keys('<Alt+?>q')).toMatchObject({ key: 'q', function: 'SelfInsert' });
    expect(keys('<Alt+?><F12>')).toMatchObject({ key: 'F12', function: undefined });
  });

  it('keeps the kill ring for the next line', () => {
    expect(line('abc def<Ctrl+w><Enter><Ctrl+y>')).toBe('def|');
  });
});
