import { describe, expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';
import { errorsOf } from './shape.ts';

function table(rows: readonly (readonly [string, ...string[]])[]): void {
  test.each(rows)('%s', (source, ...errors) => {
    expect(errorsOf(source)).toEqual(errors);
  });
}

describe('assignments', () => {
  table([
    ['1 = 2', 'InvalidLeftHandSide 0-1'],
    ['$a, 1 = 2', 'InvalidLeftHandSide 4-5'],
    ['$a, $b += 1', 'InvalidLeftHandSide 0-6'],
    ['($a) = 1'],
    ['(foo) = 1', 'InvalidLeftHandSide 1-4'],
    ['"x" ??= 1', 'InvalidLeftHandSide 0-3'],
    ['${a}?.b = 1', 'InvalidLeftHandSide 0-7'],
    ['5++', 'OperatorRequiresVariableOrProperty 0-1'],
    ['$a.b++; $c[0]--; $d.e().f++'],
    ['[void]$x = 1', 'VoidTypeConstraintNotAllowed 0-6'],
    ['[int][ref]$x = 1', 'ReferenceNeedsToBeByItselfInTypeConstraint 5-10'],
    ['foo ([int][ref]$x)', 'ReferenceNeedsToBeLastTypeInTypeConversion 10-15'],
    ['[ref][ref]$x', 'ReferenceNeedsToBeByItselfInTypeSequence 5-10'],
    ['[ordered]5', 'OrderedAttributeOnlyOnHashLiteralNode 0-10'],
    ['[ordered]@{}'],
    ['[Parameter()]1', 'UnexpectedAttribute 0-13'],
  ]);
});

describe('names', () => {
  table([
    ['@x', 'SplattingNotPermitted 0-2'],
    ['$y = @x', 'SplattingNotPermitted 5-7'],
    ['foo 1, @x', 'SplattingNotPermittedInArgumentList 7-9'],
    ['foo @x @y'],
    ['@{ a = 1; b = 2; A = 3 }', 'DuplicateKeyInHashLiteral 17-18'],
    ["@{ 1 = 1; '1' = 2 }", 'DuplicateKeyInHashLiteral 10-13'],
    ['@{ $a = 1; $a = 2 }'],
    ['function f($a, $A) {}', 'DuplicateFormalParameter 15-17'],
    ['param($a, [int]$b, $a)', 'DuplicateFormalParameter 19-21'],
    ['function f($a) { param($b) }', 'OnlyOneParameterListAllowed 17-26'],
    ['[Parameter(Mandatory, Mandatory)]param($x)', 'DuplicateNamedArgument 22-31'],
    ['param([ValidateSet($x)]$a)', 'ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock 19-21'],
    ['param([ValidateScript({ $_ })][ValidateRange(1, [int]::MaxValue)][Alias("a", (1 + 2))]$a)'],
    ['try {} catch {} catch [a] {}', 'EmptyCatchNotLast 15-15'],
    ['try {} catch [a] {} catch [A] {}', 'ExceptionTypeAlreadyCaught 26-29'],
    ['using namespace 1a', 'InvalidNamespaceValue 16-18'],
    ['using namespace A = B', 'UsingStatementNotSupported 0-21'],
    ['using assembly http://x/y.dll', 'CannotLoadAssemblyWithUriSchema 15-29'],
    ['using module a*', 'WildCardModuleNameError 13-15'],
  ]);
});

describe('flow out of finally', () => {
  table([
    ['try {} finally { return }', 'ControlLeavingFinally 17-23'],
    ['while (1) { try {} finally { break } }', 'ControlLeavingFinally 29-34'],
    ['try {} finally { while (1) { break } }'],
    ['try {} finally { while (1) { break out } }', 'ControlLeavingFinally 29-38'],
    ['try {} finally { & { return } }'],
    ['try { return } finally { }'],
  ]);
});

describe('classes', () => {
  table([
    ['class A {} class a {}', 'MemberAlreadyDefined 11-21'],
    ['class A { $x; [int] $X }', 'MemberAlreadyDefined 14-22'],
    ['class A { f([int]$a) {} f([int32]$b) {} }', 'MemberAlreadyDefined 24-39'],
    ['class A { f() {} f($a) {} f([int]$a) {} }'],
    ['class A { [int] A() { } }', 'ConstructorCantHaveReturnType 10-15', 'MethodHasCodePathNotReturn 16-17'],
    ['class A { static A($x) {} }', 'StaticConstructorCantHaveParameters 19-21'],
    ['class A { A($x) {} }; class B : A {}', 'BaseClassNoDefaultCtor 22-36'],
    // What a base wants is asked only of a script that could be read.
    ['class A { A($x) {} }; class B : A { B() : bas {} }', 'MissingBaseCtorCall 41-41'],
    ['class A { A($x) {} A() {} }; class B : A {}'],
    ['& { class A { A($x) {} } }; & { class A {}; class B : A {} }'],
    ['& { class A {} }; & { class A {}; class B : A {} }'],
    ['class A : IComparable {}', 'TypeCreationError 0-24'],
    ['class A : IComparable { [void] CompareTo($o) {} }', 'TypeCreationError 0-49'],
    ['class A : IComparable { [int] CompareTo($o) { return 0 } }; class B : A, IComparable {}'],
    ['class A : System.IDisposable { Dispose() {} }'],
    ['class A : IO.FileSystemInfo { $Name; Delete() {} }', 'TypeCreationError 0-50'],
    ["[Cmdlet('Get')] class A {}", 'MethodCountCouldNotFindBest 0-15'],
    ["[Cmdlet('Get', 'It', ConfirmImpact = 'All')] class A {}", 'CannotConvertValue 37-42'],
    ['class A { [void] f() { return 1 } }', 'VoidMethodHasReturn 23-31'],
    ['class A { [int] f() { return } }', 'NonVoidMethodMissingReturnValue 22-28'],
    ['class A { [int] f() { } }', 'MethodHasCodePathNotReturn 16-17'],
    ['class A { [int] f($x) { if ($x) { return 1 } } }', 'MethodHasCodePathNotReturn 16-17'],
    ['class A { [int] f($x) { if ($x) { return 1 } else { throw 1 } } }'],
    ['class A { [int] f() { for (;;) { return 1 } } }'],
    ['class A { [int] f() { for (;;) { break } } }', 'MethodHasCodePathNotReturn 16-17'],
    ['class A { [int] f() { try { return 1 } catch { throw } } }'],
    ['class A { [int] f() { do { return 1 } while (0) } }'],
    ['class A { f() { $x } }', 'VariableNotLocal 16-18'],
    ['class A { f() { $x = 1; $x; $this.y; $_; $true; $env:z; $script:w } }'],
    ['class A { f($p) { if ($p) { $x = 1 } else { $x = 2 }; $x } }'],
    ['class A { f($p) { if ($p) { $x = 1 }; $x } }', 'VariableNotLocal 38-40'],
    ['class A { f() { foreach ($i in 1) { $i }; $i } }', 'VariableNotLocal 42-44'],
    ['class A { f() { try { $x = 1 } catch { throw }; $x } }'],
    ['class A { f() { 1 | foo { $other } -OutVariable o; $o } }'],
    ['class A { $x; f() { $x = 1 } }', 'MissingThis 20-22'],
    ['class A { static $x; f() { $x = 1 } }', 'MissingTypeInStaticPropertyAssignment 27-29'],
    ['class A { $x; f($x) { $x = 1 } }'],
    ['class A { static f() { $this } }', 'NonStaticMemberAccessInStaticMember 23-28'],
    ['class A { f() { break out } }', 'LabelNotFound 16-25'],
    ['class A { f() { param($x) } }', 'ParamBlockNotAllowedInMethod 16-25'],
    ['class A { f() { end {} } }', 'NamedBlockNotAllowedInMethod 16-22'],
    ['class A { f([int][string]$x) {} }', 'MultipleTypeConstraintsOnMethodParam 17-25'],
    ['class A { [Nope] $x }', 'TypeNotFound 11-15'],
    ['class A { [Nope[]] f([List[Nope2]] $x) { return 1 } }', 'TypeNotFound 11-15', 'TypeNotFound 27-32'],
    ['class A : Nope { }', 'TypeNotFound 10-14'],
    ['class A : B {} class B {}', 'TypeNotFound 10-11'],
    ['class A { [B] $b } class B : A {}'],
    ['class A : string {}', 'SealedBaseClass 10-16'],
    ['class A {} class B : A[] {}', 'SubtypeArray 21-24'],
    ['[Flags()] class A {}', 'AttributeNotAllowedOnDeclaration 0-9'],
    ['[Nope()] class A {}', 'CustomAttributeTypeNotFound 1-5'],
    ['class A { [ValidateScript({ 1 })] $x }', 'ParameterAttributeArgumentNeedsToBeConstant 26-31'],
  ]);

  test('types are looked up where the caller knows them', () => {
    const source = 'class A { [VM] $vm; [Nope.Other] $x }';
    expect(parse(source).errors.map(({ id }) => id)).toEqual(['TypeNotFound']);
    const types = { isType: (name: string) => name === 'VM' };
    expect(parse(source, { types }).errors).toEqual([]);
    expect(parse(`using module Shop\n${source}`).errors).toEqual([]);
  });
});

describe('enums', () => {
  table([
    ['enum E { a; A }', 'MemberAlreadyDefined 12-13'],
    ['enum E { a = 2147483647; b }', 'EnumeratorValueTooLarge 25-26'],
    ['enum E : byte { a = 255; b = 256 }', 'EnumeratorValueTooLarge 29-32'],
    ['enum E : long { a = 2147483648 }'],
    ['enum E { a = $x }', 'EnumeratorValueMustBeConstant 13-15'],
    ["enum E { a = 'x' }", 'CannotConvertValue 13-16'],
    ['enum E { a = [int]::MaxValue; b = -1; c = [F]::d } enum F { d }'],
    [
      'enum E { a = [F]::b } enum F { b = [E]::a }',
      'CycleInEnumInitializers 0-21',
      'CycleInEnumInitializers 22-43',
    ],
    ['enum E : string { a }', 'InvalidUnderlyingType 9-15'],
  ]);
});

describe('data sections', () => {
  table([
    ["data { 'a'; 1, 2; @{ b = $true } }"],
    ['data { $x = 1 }', 'AssignmentStatementNotSupportedInDataSection 7-13'],
    ['data { Get-VM }', 'CmdletNotInAllowedListForDataSection 7-13'],
    ['data -SupportedCommand Get-VM { Get-VM }'],
    ['data { $x }', 'VariableReferenceNotSupportedInDataSection 7-9'],
    ['data { "a$true" }', 'ExpandableStringNotSupportedInDataSection 7-15'],
    ['data { foreach ($i in 1) {} }', 'ForeachStatementNotSupportedInDataSection 7-27'],
  ]);
});
