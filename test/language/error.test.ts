import { describe, expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';
import { parseErrorText } from '../../src/language/parse-error-text.ts';
import { errorsOf } from './shape.ts';

function table(rows: readonly (readonly [string, ...string[]])[]): void {
  test.each(rows)('%s', (source, ...errors) => {
    expect(errorsOf(source)).toEqual(errors);
  });
}

describe('something is missing at the end: a prompt reads on', () => {
  table([
    ['if ($x', 'MissingEndParenthesisAfterStatement 6-6 incomplete'],
    ['if ($x) {', 'MissingEndCurlyBrace 8-9 incomplete'],
    ['if ($x) { 1 } else', 'MissingStatementBlockAfterElse 18-18 incomplete'],
    ['foreach ($vm in', 'MissingForeachExpression 15-15 incomplete'],
    ['while', 'MissingOpenParenthesisAfterKeyword 5-5 incomplete'],
    ['do { 1 }', 'MissingWhileOrUntilInDoWhile 8-8 incomplete'],
    ['switch ($x) {', 'MissingSwitchConditionExpression 13-13 incomplete'],
    ['try { 1 }', 'MissingCatchOrFinally 9-9 incomplete'],
    ['function', 'MissingNameAfterKeyword 8-8 incomplete'],
    ['function f', 'MissingFunctionBody 10-10 incomplete'],
    ['function f(', 'MissingEndParenthesisInFunctionParameterList 11-11 incomplete'],
    ['class', 'MissingNameAfterKeyword 5-5 incomplete'],
    ['class A', 'MissingTypeBody 7-7 incomplete'],
    [
      'class A { [int] $x',
      'MissingPropertyTerminator 18-18 incomplete',
      'MissingEndCurlyBrace 9-9 incomplete',
    ],
    ['Get-VM |', 'EmptyPipeElement 8-8 incomplete'],
    ['Get-VM | # more', 'EmptyPipeElement 8-8 incomplete'],
    ['a &&', 'EmptyPipelineChainElement 4-4 incomplete'],
    ['Get-VM `', 'IncompleteString 8-8 incomplete'],
    ['$x =', 'ExpectedValueExpression 4-4 incomplete'],
    ['$x +', 'ExpectedValueExpression 4-4 incomplete'],
    ['-not', 'MissingExpressionAfterOperator 4-4 incomplete'],
    ['1,', 'MissingExpressionAfterToken 2-2 incomplete'],
    ['$x.', 'MissingPropertyName 3-3 incomplete'],
    ['$x[', 'MissingArrayIndexExpression 3-3 incomplete'],
    ['$x[1', 'MissingEndSquareBracket 4-4 incomplete'],
    ['$x.f(1', 'MissingEndParenthesisInMethodCall 6-6 incomplete'],
    ['(1', 'MissingEndParenthesisInExpression 2-2 incomplete'],
    ['$(1', 'MissingEndParenthesisInSubexpression 3-3 incomplete'],
    ['@{ a = 1', 'MissingEndCurlyBrace 2-2 incomplete'],
    ['@{ a =', 'MissingStatementInHashLiteral 6-6 incomplete', 'MissingEndCurlyBrace 2-2 incomplete'],
    ["'abc", 'TerminatorExpectedAtEndOfString 0-4 incomplete'],
    ['"abc $x', 'TerminatorExpectedAtEndOfString 0-7 incomplete'],
    ['<# note', 'MissingTerminatorMultiLineComment 0-7 incomplete'],
    ['${x', 'IncompleteDollarVariableReference 1-3 incomplete'],
    ['[', 'MissingTypename 1-1 incomplete'],
    ['[int', 'EndSquareBracketExpectedAtEndOfAttribute 4-4 incomplete'],
    ['foo a,', 'MissingExpression 6-6 incomplete'],
  ]);
});

describe('something is wrong: more text would not help', () => {
  table([
    [')', 'UnexpectedToken 0-1'],
    ['1 }; 2', 'UnexpectedToken 2-3'],
    ['1 2', 'UnexpectedToken 2-3'],
    ['$x foo', 'UnexpectedToken 3-6'],
    ['$x -equals 1', 'UnexpectedToken 3-10', 'UnexpectedToken 11-12'],
    ['foo | 1', 'ExpressionsMustBeFirstInPipeline 6-7'],
    ['| foo', 'EmptyPipeElement 0-1'],
    ['foo | | bar', 'EmptyPipeElement 5-5'],
    ['a && | b', 'EmptyPipeElement 5-6'],
    ['foo & && bar', 'BackgroundOperatorInPipelineChain 6-8'],
    ['foo < in.txt', 'RedirectionNotSupported 4-5'],
    ['foo 1>&2', 'RedirectionNotSupported 4-8'],
    ['foo > a > b', 'StreamAlreadyRedirected 8-11'],
    ['foo ,a', 'MissingArgument 4-5'],
    ['var x', 'ReservedKeywordNotAllowed 0-3'],
    ['$x = @{ a }', 'MissingEqualsInHashLiteral 9-9'],
    ['switch -what (1) { 1 {} }', 'InvalidSwitchFlag 7-12'],
    ['foreach -parallel ($x in 1) {}', 'KeywordParameterReservedForFutureUse 8-17'],
    ['begin {} foo', 'MissingNamedBlocks 9-12'],
    ['begin {} begin {}', 'DuplicateScriptCommandClause 9-17'],
    ['workflow w {}', 'WorkflowNotSupportedInPowerShellCore 0-13'],
    ['1; using module x', 'UsingMustBeAtStartOfScript 3-17'],
    ['[int]param($x)', 'TypeNotAllowedBeforeParam 0-5'],
    ['"`u{110000}"', 'InvalidUnicodeEscapeSequenceValue 4-10'],
    ['${}', 'EmptyVariableReference 2-3'],
    ['"$x: y"', 'InvalidVariableReferenceWithDrive 1-4'],
    ['foo @ b', 'UnrecognizedToken 4-5'],
    ['# SIG # Begin signature block\nfoo', 'TokenAfterEndOfValidScriptText 30-33'],
  ]);
});

describe('what stands after an error is read', () => {
  test.each([
    ['$x = \n(1 +\n)\nGet-VM -Name a', 'Get-VM'],
    ['if ($x {\nGet-VM\n}', 'Get-VM'],
    ['foo | \n\n; Get-VM', 'Get-VM'],
    ['@{ a 1\n b = 2 }\nGet-VM', 'Get-VM'],
    ['$x.f(1, \nGet-VM', 'Get-VM'],
    ['class A { foo bar }\nGet-VM', 'Get-VM'],
    ['}\nGet-VM', 'Get-VM'],
    ['"$(1 +)" ; Get-VM', 'Get-VM'],
  ])('%s', (source, command) => {
    const { tokens, errors } = parse(source);
    expect(errors.length).toBeGreaterThan(0);
    const commands = tokens
      .filter(({ kind }) => kind === 'command')
      .map(({ start, end }) => source.slice(start, end));
    expect(commands).toContain(command);
  });
});

describe('how an error is shown', () => {
  const show = (source: string, file?: string): string => {
    const [error] = parse(source).errors;
    return error === undefined ? '' : parseErrorText(source, error, file);
  };

  test('with its line and the text underlined', () => {
    expect(show('Get-VM\n  $x foo bar', 'a.ps1')).toBe(
      [
        'At a.ps1:2 char:6',
        '+   $x foo bar',
        '+      ~~~',
        "Unexpected token 'foo' in expression or statement.",
      ].join('\n'),
    );
  });

  test('what is missing at the end is shown behind the last text', () => {
    expect(show('$x =\n\n')).toBe(
      [
        'At line:1 char:5',
        '+ $x =',
        '+     ~',
        "You must provide a value expression following the '=' operator.",
      ].join('\n'),
    );
  });

  test('a long line is cut around the error', () => {
    const lines = show(`$a = '${'x'.repeat(300)}' foo ${'y'.repeat(300)}`).split('\n');
    expect(lines[1]?.startsWith('+ ... ')).toBe(true);
    expect(lines[1]?.endsWith(' ...')).toBe(true);
    expect(lines[1]?.slice(lines[2]?.indexOf('~'), (lines[2]?.lastIndexOf('~') ?? 0) + 1)).toBe('foo');
  });

  test('tabs before the error stay', () => {
    expect(show('\t\t1 2').split('\n')[2]).toBe('+ \t\t  ~');
  });
});
