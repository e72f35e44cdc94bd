import { describe, expect, test } from 'vitest';
import { shapeOf } from './shape.ts';

function table(pairs: readonly (readonly [string, string])[]): void {
  test.each(pairs)('%s', (source, shape) => {
    expect(shapeOf(source)).toBe(shape);
  });
}

describe('branches', () => {
  table([
    ['if ($a) {1}', '(if $a {1})'],
    ['if ($a) {1} elseif ($b) {2} else {3}', '(if $a {1} $b {2} else {3})'],
    ['if($a)\n{1}\nelseif\n($b)\n{2}\nelse\n{3}', '(if $a {1} $b {2} else {3})'],
    ['if (foo -x) {1}; else1', '(if (cmd foo -x) {1}) (cmd else1)'],
    ['if (!(foo)) { 1 } bar', '(if (-not (paren (cmd foo))) {1}) (cmd bar)'],
    ["switch ($x) { 1 {'a'} default {'b'} }", "(switch $x 1 {'a'} default {'b'})"],
    ['switch -w -c ($x) { a* {1} }', '(switch wildcard cased $x a* {1})'],
    ['switch -Regex -Exact ($x) { a {1} }', '(switch $x a {1})'],
    ['switch -file x.txt { {$_} {1} }', '(switch file x.txt {$_} {1})'],
    [
      "switch (1) { 'a' {1} $b {2} (3) {3} c.d {4}; 5 {5} }",
      "(switch 1 'a' {1} $b {2} (paren 3) {3} c.d {4} 5 {5})",
    ],
    ['switch (1, 2) { 1 {1} }', '(switch (, 1 2) 1 {1})'],
  ]);
});

describe('loops', () => {
  table([
    ['for ($i=0; $i -lt 5; $i++) { $i }', '(for (= $i 0) (-ilt $i 5) (x++ $i) {$i})'],
    ['for (;;) {}', '(for _ _ _ {})'],
    ['for ($i = 0) {}', '(for (= $i 0) _ _ {})'],
    ['for ($i = 0\n $i -lt 3\n $i++) {}', '(for (= $i 0) (-ilt $i 3) (x++ $i) {})'],
    ['foreach ($x in $y) { $x }', '(foreach $x $y {$x})'],
    ['foreach ($x in foo | bar) { }', '(foreach $x (pipe (cmd foo) (cmd bar)) {})'],
    ['FOREACH($x IN 1,2){}', '(foreach $x (, 1 2) {})'],
    ['foo | foreach { $_ }', '(pipe (cmd foo) (cmd foreach {$_}))'],
    [':a foreach ($x in 1) { break a; continue a }', '(foreach a $x 1 {(break a) (continue a)})'],
    [':a while (1) { break $b }', '(while a 1 {(break $b)})'],
    ['do { 1 } while ($x)', '(do-while {1} $x)'],
    [':l do { 1 }\nuntil ($x) 2', '(do-until l {1} $x) 2'],
    [':word foo', '(cmd :word foo)'],
  ]);
});

describe('leaving', () => {
  table([
    ['return', '(return)'],
    ['return $a | foo', '(return (pipe $a (cmd foo)))'],
    ['return\n1', '(return) 1'],
    ["throw 'x'; throw", "(throw 'x') (throw)"],
    ['exit 1; exit', '(exit 1) (exit)'],
    ['break; continue', '(break) (continue)'],
  ]);
});

describe('errors', () => {
  table([
    ['try {1} catch {2}', '(try {1} (catch {2}))'],
    [
      'try {1} catch [a],[b.c] {2} catch {3} finally {4}',
      '(try {1} (catch [a] [b.c] {2}) (catch {3}) finally {4})',
    ],
    ['try {1}\ncatch\n[a]\n{2}\nfinally\n{3}', '(try {1} (catch [a] {2}) finally {3})'],
    ['trap {1}; trap [x] {continue} 2', '(trap {1}) (trap [x] {(continue)}) 2'],
  ]);
});

describe('functions', () => {
  table([
    ['function f {1}', '(function f {1})'],
    ['function f($a, [int]$b=2) {$a}', '(function f [($a) ([int] $b = 2)] {$a})'],
    ['function f () { }', '(function f [] {})'],
    ['function global:Get-It\n{\n1\n}', '(function global:Get-It {1})'],
    [
      'function f { param($a) begin {1} process {2} end {3} clean {4} }',
      '(function f {(param ($a)) (begin 1) (process 2) (end 3) (clean 4)})',
    ],
    ['function f { param()begin{}process{} }', '(function f {(param) (begin) (process)})'],
    ['function f { dynamicparam {1} end {2} }', '(function f {(dynamicparam 1) (end 2)})'],
    ['filter f {$_}', '(filter f {(process $_)})'],
    ['filter f { begin {1} }', '(filter f {(begin 1)})'],
    ['function a {1} function b {2}', '(function a {1}) (function b {2})'],
    [
      "param([Parameter(Mandatory)][string]$a = 'x', $b)",
      "(param ((attribute Parameter Mandatory) [string] $a = 'x') ($b))",
    ],
    [
      "[CmdletBinding(DefaultParameterSetName='x')]\nparam()",
      "(param (attribute CmdletBinding DefaultParameterSetName='x'))",
    ],
    [
      'param($a = @(1, 2), $b = (1, 2), $c = 1 + 2)',
      '(param ($a = (@ (, 1 2))) ($b = (paren (, 1 2))) ($c = (+ 1 2)))',
    ],
    [
      "param([ValidateSet('a', 'b')]\n[Alias('x')]\n$p)",
      "(param ((attribute ValidateSet 'a' 'b') (attribute Alias 'x') $p))",
    ],
    ['begin {1} end {2}', '(begin 1) (end 2)'],
    ['process\n{1}', '(process 1)'],
    ['param 1', '(cmd param 1)'],
    ['{ param($x) $x }', '{(param ($x)) $x}'],
  ]);
});

describe('classes and enums', () => {
  table([
    ['class A {}', '(class A)'],
    ['class A { $x; [int]$y = 1 }', '(class A (property $x) (property [int] $y = 1))'.replaceAll('$', '')],
    [
      'class A { static [string] $s\n hidden $h = 1, 2 }',
      '(class A (property static [string] s) (property hidden h = (, 1 2)))',
    ],
    [
      'class A { A() {} A([int]$x) : base($x, 1) {} }',
      '(class A (constructor A [] {}) (constructor A [([int] $x)] (base $x 1) {}))',
    ],
    [
      'class A { [void] M($p) { $this.x } hidden static [int] F() { return 1 } }',
      '(class A (method [void] M [($p)] {(. $this x)}) (method static hidden [int] F [] {(return 1)}))',
    ],
    [
      'class A {} class B : A, System.IDisposable { [void] Dispose() {} }',
      '(class A) (class B : [A] [System.IDisposable] (method [void] Dispose [] {}))',
    ],
    [
      "class A { [ValidateSet('a')] [string] $x }",
      "(class A (property (attribute ValidateSet 'a') [string] x))",
    ],
    [
      'class A { [void] End() {} [void] Process() {} }',
      '(class A (method [void] End [] {}) (method [void] Process [] {}))',
    ],
    ['enum E { A; B = 2 }', '(enum E (property static A) (property static B = 2))'],
    [
      'enum E : byte\n{\nA\nB = 1 + 1\n}',
      '(enum E : [byte] (property static A) (property static B = (+ 1 1)))',
    ],
    ['[Flags()] enum E { A }', '(enum (attribute Flags) E (property static A))'],
  ]);
});

describe('the rest', () => {
  table([
    ['data {1}', '(data {1})'],
    ['data x -supported a,b {a}', '(data x a b {(cmd a)})'],
    ['using namespace System.IO\nusing module X\n1', '(using namespace System.IO) (using module X) 1'],
    [
      "using module @{ModuleName='a';ModuleVersion='1'}",
      "(using module (hash ModuleName='a' ModuleVersion='1'))",
    ],
    [
      'configuration C { Node n { File f { A = 1 } } }',
      '(configuration C {(cmd Node n {(cmd File f {(cmd A = 1)})})})',
    ],
    ['$x = try { 1 } catch { 2 }; $y = while (0) { }', '(= $x (try {1} (catch {2}))) (= $y (while 0 {}))'],
    ['a;;b;', '(cmd a) (cmd b)'],
    ['\n\n', ''],
    ['# only a comment', ''],
  ]);
});
