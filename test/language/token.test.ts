import { expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';

/** Each token as kind:text. */
function tokensOf(source: string): string {
  return parse(source)
    .tokens.map(({ kind, start, end }) => `${kind}:${source.slice(start, end)}`)
    .join(' ');
}

test.each([
  [
    "Get-VM -Name 'a' | Where-Object { $_.Size -gt 5GB } # big",
    "command:Get-VM parameter:-Name string:'a' operator:| command:Where-Object variable:$_ operator:. member:Size operator:-gt number:5GB comment:# big",
  ],
  ['"a $b $(foo -c) d"', 'string:"a  variable:$b string:  command:foo parameter:-c string: d"'],
  [
    'if ($x) { return 1 } else { throw }',
    'keyword:if variable:$x keyword:return number:1 keyword:else keyword:throw',
  ],
  [
    '[CmdletBinding()] param([int] $x = 1)',
    'attribute:CmdletBinding keyword:param type:int variable:$x operator:= number:1',
  ],
  [
    'class A : B { static [int] $x; f() { } }',
    'keyword:class type:A type:B keyword:static type:int variable:$x member:f',
  ],
  ['enum E { a = 1 }', 'keyword:enum type:E member:a operator:= number:1'],
  ['@{ a = 1 }', 'member:a operator:= number:1'],
  [':x while (1) { break x }', 'label::x keyword:while number:1 keyword:break label:x'],
  ['& $c a > b', 'operator:& variable:$c argument:a operator:> argument:b'],
  ['[math]::Max(1, 2)', 'type:math operator::: member:Max number:1 number:2'],
  ['$a -eqq 1', 'variable:$a unknown:-eqq number:1'],
  ['foo a$b"c"', 'command:foo argument:a variable:$b argument:"c"'],
  ['function f { }', 'keyword:function command:f'],
  ['$x = <# note #> 1', 'variable:$x operator:= comment:<# note #> number:1'],
  ['switch ($x) { default { } }', 'keyword:switch variable:$x keyword:default'],
  ['@"\n$a\n"@', 'string:@"\n variable:$a string:\n"@'],
  ['try { } catch [a] { } finally { }', 'keyword:try keyword:catch type:a keyword:finally'],
])('%s', (source, tokens) => {
  expect(tokensOf(source)).toBe(tokens);
});

test('tokens are there also where the text is broken', () => {
  expect(tokensOf('Get-VM | Where { $_.Na')).toBe(
    'command:Get-VM operator:| command:Where variable:$_ operator:. member:Na',
  );
  expect(tokensOf('$x = "abc')).toBe('variable:$x operator:= string:"abc');
});
