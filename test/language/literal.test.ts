import { describe, expect, test } from 'vitest';
import type { ConstantValue } from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse.ts';
import { errorsOf, shapeOf } from './shape.ts';

function constantOf(source: string): ConstantValue | undefined {
  const statement = parse(source).ast.endBlock?.statements[0];
  const element = statement?.kind === 'Pipeline' ? statement.elements[0] : undefined;
  const expression = element?.kind === 'CommandExpression' ? element.expression : undefined;
  return expression?.kind === 'ConstantExpression' ? expression.value : undefined;
}

describe('numbers', () => {
  test.each<[string, ConstantValue]>([
    ['0', { type: 'int32', value: 0 }],
    ['2147483647', { type: 'int32', value: 2147483647 }],
    ['2147483648', { type: 'int64', value: 2147483648n }],
    ['-2147483648', { type: 'int32', value: -2147483648 }],
    ['9223372036854775807', { type: 'int64', value: 9223372036854775807n }],
    ['9223372036854775808', { type: 'decimal', mantissa: 9223372036854775808n, scale: 0 }],
    ['100000000000000000000000000000', { type: 'double', value: 1e29 }],
    ['1.5', { type: 'double', value: 1.5 }],
    ['.5', { type: 'double', value: 0.5 }],
    ['1.', { type: 'double', value: 1 }],
    ['1e3', { type: 'double', value: 1000 }],
    ['1E-3', { type: 'double', value: 0.001 }],
    ['1.50d', { type: 'decimal', mantissa: 150n, scale: 2 }],
    ['1e2d', { type: 'decimal', mantissa: 100n, scale: 0 }],
    [
      '0.12345678901234567890123456789d',
      { type: 'decimal', mantissa: 1234567890123456789012345679n, scale: 28 },
    ],
    ['5L', { type: 'int64', value: 5n }],
    ['5u', { type: 'uint32', value: 5 }],
    ['4294967296u', { type: 'uint64', value: 4294967296n }],
    ['5ul', { type: 'uint64', value: 5n }],
    ['5y', { type: 'sbyte', value: 5 }],
    ['255uy', { type: 'byte', value: 255 }],
    ['5s', { type: 'int16', value: 5 }],
    ['5us', { type: 'uint16', value: 5 }],
    ['5n', { type: 'biginteger', value: 5n }],
    ['1kb', { type: 'int32', value: 1024 }],
    ['2GB', { type: 'int64', value: 2147483648n }],
    ['1.5KB', { type: 'double', value: 1536 }],
    ['1Lkb', { type: 'int64', value: 1024n }],
    ['2pb', { type: 'int64', value: 2251799813685248n }],
    ['0xFF', { type: 'int32', value: 255 }],
    ['0xFFFFFFFF', { type: 'int32', value: -1 }],
    ['0x0FFFFFFFF', { type: 'int64', value: 4294967295n }],
    ['0x80000000', { type: 'int32', value: -2147483648 }],
    ['0xFFFFFFFFFFFFFFFF', { type: 'int64', value: -1n }],
    ['0xFFu', { type: 'uint32', value: 255 }],
    ['0xFFuy', { type: 'byte', value: 255 }],
    ['0b101', { type: 'int32', value: 5 }],
    ['0b11111111', { type: 'int32', value: -1 }],
    ['0b11111111uy', { type: 'byte', value: 255 }],
  ])('%s', (source, value) => {
    expect(constantOf(source)).toEqual(value);
  });

  test('one that does not fit its suffix is refused', () => {
    expect(errorsOf('300uy')).toEqual(['BadNumericConstant 0-5']);
    expect(errorsOf('$x = 0x1FFFFFFFFFFFFFFFFF')).toEqual(['BadNumericConstant 5-25']);
  });

  test('a word that starts like one is a command', () => {
    expect(shapeOf('7z.exe a')).toBe('(cmd 7z.exe a)');
    expect(shapeOf('1kbx')).toBe('(cmd 1kbx)');
  });

  test('an operator ends one', () => {
    expect(shapeOf('1+2')).toBe('(+ 1 2)');
    expect(shapeOf('1..3')).toBe('(.. 1 3)');
    expect(shapeOf('1.5..3')).toBe('(.. double:1.5 3)');
  });
});

describe('strings', () => {
  test.each([
    ["'a'", "'a'"],
    ["'it''s'", "'it's'"],
    ["'$x `n'", "'$x `n'"],
    ['"a"', '"a"'],
    ['"a $b c"', '(string "a " $b " c")'],
    ['"$a.b $($a.b)"', '(string $a ".b " ($ (. $a b)))'],
    ['"${a b}c $env:X/y"', '(string $a b "c " $env:X "/y")'],
    ['"a`"b""c`t`$d"', '"a"b"c\t$d"'],
    ['"100$ $ $,"', '"100$ $ $,"'],
    ['"`u{41}`u{1F600}"', '"A\u{1F600}"'],
    ['"`q"', '"q"'],
    ['"$(1)$(2)"', '(string ($ 1) ($ 2))'],
    ['"a $(foo "b $c") d"', '(string "a " ($ (cmd foo (string "b " $c))) " d")'],
    ['"a $(foo ""b"") d"', '(string "a " ($ (cmd foo "b")) " d")'],
    ['"a $(foo `"b`") d"', '(string "a " ($ (cmd foo "b")) " d")'],
    ['"a\nb"', '"a\\nb"'],
    ['“curly”', '"curly"'],
    ['‘curly’', "'curly'"],
    ['"$a::b $a: "', undefined],
  ])('%s', (source, shape) => {
    if (shape === undefined) expect(errorsOf(source)).toEqual(['InvalidVariableReferenceWithDrive 7-10']);
    else expect(shapeOf(source)).toBe(shape);
  });
});

describe('here-strings', () => {
  test.each([
    ["@'\na $b\n'@", "'a $b'"],
    ["@'\n'@", "''"],
    ["@'\na\n\n'@", "'a\\n'"],
    ["@'\r\na\r\nb\r\n'@", "'a\\r\\nb'"],
    ["@'   \nit's '@ fine\n'@", "'it's '@ fine'"],
    ['@"\na $b\n"@', '(string "a " $b)'],
    ['@"\n"q" $(foo "x")\n"@', '(string ""q" " ($ (cmd foo "x")))'],
    ['@"\n$(@"\nin\n"@)\n"@', '(string ($ "in"))'],
    ['@”\nx\n“@', '"x"'],
  ])('%s', (source, shape) => {
    expect(shapeOf(source)).toBe(shape);
  });

  test('a footer must stand at the start of its line', () => {
    expect(errorsOf("@'\na\n  '@")).toEqual(['WhitespaceBeforeHereStringFooter 7-9 incomplete']);
    expect(errorsOf("@'\na")).toEqual(['TerminatorExpectedAtEndOfString 0-4 incomplete']);
    expect(errorsOf("@' a")[0]).toBe('UnexpectedCharactersAfterHereStringHeader 3-4');
  });
});
