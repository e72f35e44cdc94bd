import { describe, expect, test } from 'vitest';
import { shapeOf } from './shape.ts';

/** Source and the shape of its tree, one pair a line. */
function table(pairs: readonly (readonly [string, string])[]): void {
  test.each(pairs)('%s', (source, shape) => {
    expect(shapeOf(source)).toBe(shape);
  });
}

describe('precedence, loosest first', () => {
  table([
    ['$a -or $b -and $c', '(-and (-or $a $b) $c)'],
    ['$a -eq 1 -and $b', '(-and (-ieq $a 1) $b)'],
    ['1 -band 2 -bor 3 -and 4', '(-and (-bor (-band 1 2) 3) 4)'],
    ['$a -band $b -eq $c', '(-band $a (-ieq $b $c))'],
    ['$a -eq $b ?? $c', '(-ieq $a (?? $b $c))'],
    ['$a ?? $b + 1', '(?? $a (+ $b 1))'],
    ['1 + 2 * 3 - 4', '(- (+ 1 (* 2 3)) 4)'],
    ['2 * $x -f 1', '(* 2 (-f $x 1))'],
    ["'{0}' -f 1..3", "(-f '{0}' (.. 1 3))"],
    ["'{0} {1}' -f 1, 2", "(-f '{0} {1}' (, 1 2))"],
    ['1, 2 + 3', '(+ (, 1 2) 3)'],
    ['1..3, 4', '(.. 1 (, 3 4))'],
    ['-not $a -eq $b', '(-ieq (-not $a) $b)'],
    ['!$a.b', '(-not (. $a b))'],
    ['-$x * 2', '(* (- $x) 2)'],
    ["[int]'5' + 1", "(+ (cast [int] '5') 1)"],
    ['$a -shl 1 -eq 2', '(-ieq (-shl $a 1) 2)'],
    ["'a' -split 'b' -replace 'c', 'd'", "(-ireplace (-isplit 'a' 'b') (, 'c' 'd'))"],
    ['$a - $b - $c', '(- (- $a $b) $c)'],
  ]);
});

describe('signs, steps and unary operators', () => {
  table([
    ['5 -3', '(- 5 3)'],
    ['5 - -3', '(- 5 -3)'],
    ['- 5', '(- 5)'],
    ['-5', '-5'],
    ['$a -eq-1', '(-ieq $a -1)'],
    ['$a++ + ++$b', '(+ (x++ $a) (++x $b))'],
    ['$a.b--', '(x-- (. $a b))'],
    ["-split 'a b'", "(-isplit 'a b')"],
    ["-join ('a', 'b')", "(-join (paren (, 'a' 'b')))"],
    ['-bnot 3', '(-bnot 3)'],
    ['!!$x', '(-not (-not $x))'],
    [',1', '(, 1)'],
    [', , 1', '(, (, 1))'],
  ]);
});

describe('operators with and without a case letter', () => {
  table([
    ['$a -EQ 1', '(-ieq $a 1)'],
    ['$a -ceq 1', '(-ceq $a 1)'],
    ["'a' -clike 'A*'", "(-clike 'a' 'A*')"],
    ["'a' -inotmatch 'x'", "(-inotmatch 'a' 'x')"],
    ['1 -in 1, 2', '(-iin 1 (, 1 2))'],
    ['$x -isnot [int]', '(-isnot $x [int])'],
    ['$a-eq$b', '(-ieq $a $b)'],
    ['5 – 3', '(- 5 3)'],
    ['$a —eq ―1', '(-ieq $a -1)'],
  ]);
});

describe('ternary and null operators', () => {
  table([
    ['$a ? $b : $c', '(?: $a $b $c)'],
    ['$a ? 1 : $b ? 2 : 3', '(?: $a 1 (?: $b 2 3))'],
    ['$a ? 1:2', '(?: $a 1 2)'],
    ['$x ? $y?.z : 1', '(?: $x (. $y? z) 1)'],
    ['${x}?.Length', '(?. $x Length)'],
    ['${x}?[0]', '(?[] $x 0)'],
    ['${a}?.b(1)?[0]', '(?[] (call?. $a b 1) 0)'],
    ['$x ??= 5', '(??= $x 5)'],
    ['a?b:c', '(cmd a?b:c)'],
  ]);
});

describe('members, calls and indexes', () => {
  table([
    ['$a.b.c', '(. (. $a b) c)'],
    ['$a[0].b::c', '(:: (. ([] $a 0) b) c)'],
    ['$a.b(1).c[2]', '([] (. (call. $a b 1) c) 2)'],
    ["[string]::Join(',', $a)", "(call:: [string] Join ',' $a)"],
    ['[math]::PI', '(:: [math] PI)'],
    ['$x.ForEach{ $_ }', '(call. $x ForEach {$_})'],
    ['$x.Where({ $_ }, 1)', '(call. $x Where {$_} 1)'],
    ['$x.Method[int, List[string]](1)', '(call. $x Method [int,List[string]] 1)'],
    ['$x.y[0]', '([] (. $x y) 0)'],
    ["$x.'a b'", "(. $x 'a b')"],
    ['$x."a$b"', '(. $x (string "a" $b))'],
    ['$x.$y', '(. $x $y)'],
    ["$x.('a' + 'b')", "(. $x (paren (+ 'a' 'b')))"],
    ['$x[1, 2]', '([] $x (, 1 2))'],
    ['$x[-1..-3]', '([] $x (.. -1 -3))'],
    ['$x.\n  A().\n  B', '(. (call. $x A) B)'],
    ['(Get-VM).Name', '(. (paren (cmd Get-VM)) Name)'],
    ["'abc'.Length", "(. 'abc' Length)"],
    ['@(1)[0]', '([] (@ 1) 0)'],
    ['$x.f(1,\n 2\n)', '(call. $x f 1 2)'],
    ['$x<# note #>.y', '(. $x y)'],
  ]);
});

describe('types', () => {
  table([
    ['[int]', '[int]'],
    ['[System.IO.Path]', '[System.IO.Path]'],
    ['[int[]]', '[int[]]'],
    ['[int[,]]', '[int[,]]'],
    ['[string[][]]', '[string[][]]'],
    ['[List[int]]', '[List[int]]'],
    ['[Dictionary[[string], [int[]]]]', '[Dictionary[string,int[]]]'],
    ['[Dictionary[string, List[int]]]', '[Dictionary[string,List[int]]]'],
    ['[Environment+SpecialFolder]', '[Environment+SpecialFolder]'],
    ['[System.Int32, mscorlib]', '[System.Int32, mscorlib]'],
    ['[List[int]]::new()', '(call:: [List[int]] new)'],
    ['[int][string]$x', '(cast [int] (cast [string] $x))'],
    ['$x -as [int] -is [int]', '(-is (-as $x [int]) [int])'],
    ['[ int ] 5', '(cast [int] 5)'],
    ['[ref]$x', '(cast [ref] $x)'],
  ]);
});

describe('brackets', () => {
  table([
    ['(1)', '(paren 1)'],
    ['($a = 1)', '(paren (= $a 1))'],
    ['$(1; 2)', '($ 1 2)'],
    ['@()', '(@)'],
    ['@(1; 2)', '(@ 1 2)'],
    ['@(foo\n bar)', '(@ (cmd foo) (cmd bar))'],
    ['@{}', '(hash)'],
    ['@{a=1;b=2}', '(hash a=1 b=2)'],
    ["@{ 'x' = 1\n $y = 2; 3 = z }", "(hash 'x'=1 $y=2 3=(cmd z))"],
    ['@{ a = if ($x) { 1 }\n b = 2 }', '(hash a=(if $x {1}) b=2)'],
    ['{ $_ }', '{$_}'],
    ['{ param($a) $a }', '{(param ($a)) $a}'],
  ]);
});

describe('assignments', () => {
  table([
    ['$a = 1', '(= $a 1)'],
    ['$a, $b = 1, 2', '(= (, $a $b) (, 1 2))'],
    ['$a = $b += 1', '(= $a (+= $b 1))'],
    ['$a.b = $c[0] = 1', '(= (. $a b) (= ([] $c 0) 1))'],
    ['[int]$x = 5', '(= (cast [int] $x) 5)'],
    ['[ValidateRange(1, 2)][int]$x = 1', '(= (attributed (attribute ValidateRange 1 2) (cast [int] $x)) 1)'],
    ['$a = if ($b) { 1 } else { 2 }', '(= $a (if $b {1} else {2}))'],
    ['$a = foo 1 | bar', '(= $a (pipe (cmd foo 1) (cmd bar)))'],
    ['$a =\n 1', '(= $a 1)'],
    ['$a=$b=1', '(= $a (= $b 1))'],
  ]);
});

describe('variables', () => {
  table([
    ['$a', '$a'],
    ['$Ünïcode_1', '$Ünïcode_1'],
    ['$env:PATH', '$env:PATH'],
    ['$GLOBAL:x', '$global:x'],
    ['${a b}', '$a b'],
    ['${a`}b}', '$a}b'],
    ['${env:A B}', '$env:A B'],
    ['$a::b', '(:: $a b)'],
    ['$$, $?, $^, $_', '(, $$ $? $^ $_)'],
    ['$a?', '$a?'],
    ['$using:x.y', '(. (using $x) y)'],
    ['$variable:a:b', '$variable:a:b'],
  ]);
});
