import { describe, expect, test } from 'vitest';
import { shapeOf } from './shape.ts';

function table(pairs: readonly (readonly [string, string])[]): void {
  test.each(pairs)('%s', (source, shape) => {
    expect(shapeOf(source)).toBe(shape);
  });
}

describe('names', () => {
  table([
    ['Get-VM', '(cmd Get-VM)'],
    ['./enc.ps1', '(cmd ./enc.ps1)'],
    ['/bin/ls', '(cmd /bin/ls)'],
    ['C:\\x.exe', '(cmd C:\\x.exe)'],
    ['?{1}', '(cmd ? {1})'],
    ['%{1}', '(cmd % {1})'],
    ['& $cmd 1', '(cmd & $cmd 1)'],
    ["& 'a b' 1", "(cmd & 'a b' 1)"],
    ['. ./x.ps1', '(cmd . ./x.ps1)'],
    ['.{1}', '(cmd . {1})'],
    ['&{1}', '(cmd & {1})'],
    ['& (Get-Command x).Name', '(cmd & (. (paren (cmd Get-Command x)) Name))'],
    ['& "get-$noun"', '(cmd & (string "get-" $noun))'],
    ['get-$noun', '(cmd get-$noun)'],
    ['"a b" | foo', '(pipe "a b" (cmd foo))'],
    ['if.exe', '(cmd if.exe)'],
    ['foo | if', '(pipe (cmd foo) (cmd if))'],
  ]);
});

describe('parameters and arguments', () => {
  table([
    ['Get-VM -Name foo, bar', '(cmd Get-VM -Name (, foo bar))'],
    ['Get-VM -Name:foo -Verbose:$false', '(cmd Get-VM -Name:foo -Verbose:$false)'],
    ['Get-VM –Name x', '(cmd Get-VM -Name x)'],
    ['git --foo=bar -x -- -y --', '(cmd git --foo=bar -x -- -y --)'],
    ['foo { $_ } (1) @(1) @{a=1}', '(cmd foo {$_} (paren 1) (@ 1) (hash a=1))'],
    ['foo $x.y[0].z() $x [0]', '(cmd foo (call. ([] (. $x y) 0) z) $x [0])'],
    ['foo $a.b-c', '(cmd foo (. $a b) -c)'],
    ['foo $a-b $a/b $a\\b', '(cmd foo (word $a "-b") (word $a "/b") (word $a "\\b"))'],
    ['foo a$b$(1)c', '(cmd foo (word "a" $b ($ 1) "c"))'],
    ['foo a"b c"d', '(cmd foo ab cd)'],
    ["foo a'b $c'd", '(cmd foo ab $cd)'],
    ['foo a"$b"', '(cmd foo (word "a" $b))'],
    ['foo "x"y', '(cmd foo "x" y)'],
    ['foo a` b', '(cmd foo a b)'],
    ['foo a,b c', '(cmd foo (, a b) c)'],
    ['foo a,\n  b', '(cmd foo (, a b))'],
    ['foo 5 5x 1.2.3 1kb', '(cmd foo 5 5x 1.2.3 1024)'],
    ['foo -5 +3', '(cmd foo -5 +3)'],
    ['foo a=b = == ! + * % ..', '(cmd foo a=b = == ! + * % ..)'],
    ['foo [int] [a]b', '(cmd foo [int] [a]b)'],
    ['foo a#b #comment', '(cmd foo a#b)'],
    ['foo @args @x', '(cmd foo @args @x)'],
    ['foo :x ::y', '(cmd foo :x ::y)'],
    ['foo if else', '(cmd foo if else)'],
    ['foo -a.b', '(cmd foo -a .b)'],
    ['foo -a"b"', '(cmd foo -ab)'],
    ['foo `\n  bar', '(cmd foo bar)'],
    ['foo $()', '(cmd foo ($))'],
    ['foo $_.Name', '(cmd foo (. $_ Name))'],
    ['foo ${x}y', '(cmd foo (word $x "y"))'],
    ['foo --% $a "b" | c', '(pipe (cmd foo ---%:$a "b" ) (cmd c))'],
    ['foo -a --% b', '(cmd foo -a ---%:b)'],
  ]);
});

describe('pipelines and chains', () => {
  table([
    ['a | b | c', '(pipe (cmd a) (cmd b) (cmd c))'],
    ['a |\n b', '(pipe (cmd a) (cmd b))'],
    ['a\n | b', '(pipe (cmd a) (cmd b))'],
    ['a\n # note\n | b', '(pipe (cmd a) (cmd b))'],
    ['1, 2 | b', '(pipe (, 1 2) (cmd b))'],
    ['a && b || c', '(|| (&& (cmd a) (cmd b)) (cmd c))'],
    ['a | b && c', '(&& (pipe (cmd a) (cmd b)) (cmd c))'],
    ['a &&\n b', '(&& (cmd a) (cmd b))'],
    ['$x && b', '(&& $x (cmd b))'],
    ['foo &', '(background (cmd foo))'],
    ['a && b &', '(&& (cmd a) (cmd b) &)'],
    ['a; b\nc', '(cmd a) (cmd b) (cmd c)'],
    [
      'Get-VM | Select-Object Name,PowerState | ConvertTo-Json',
      '(pipe (cmd Get-VM) (cmd Select-Object (, Name PowerState)) (cmd ConvertTo-Json))',
    ],
  ]);
});

describe('redirections', () => {
  table([
    ['foo > out.txt', '(cmd foo (output> out.txt))'],
    ['foo 2>&1 >> log *> $null', '(cmd foo (error>&output) (output>> log) (all> $null))'],
    [
      'foo 2> $x.y 3> w 4> v 5> d 6> i',
      '(cmd foo (error> (. $x y)) (warning> w) (verbose> v) (debug> d) (information> i))',
    ],
    ['foo *>&1', '(cmd foo (all>&output))'],
    ['1 > x', '(redirect 1 (output> x))'],
    ['foo > a b', '(cmd foo b (output> a))'],
    ['foo 12> x', '(cmd foo 12> x)'],
  ]);
});
