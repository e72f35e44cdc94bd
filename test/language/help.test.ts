import { describe, expect, test } from 'vitest';
import type { CommentHelp } from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse.ts';
import { errorsOf } from './shape.ts';

function functionHelp(source: string): CommentHelp | null {
  const statement = parse(source).ast.endBlock?.statements[0];
  return statement?.kind === 'FunctionDefinition' ? statement.help : null;
}

describe('comment-based help', () => {
  const block = '<#\n.SYNOPSIS\n    Does it.\n.PARAMETER Name\nThe name.\n.EXAMPLE\n  f 1\n    indented\n#>';

  test.each([
    ['before the function', `${block}\nfunction f { 1 }`],
    ['first in its body', `function f {\n${block}\nparam($x) 1 }`],
    ['last in its body', `function f { 1\n${block}\n}`],
  ])('%s', (_where, source) => {
    const help = functionHelp(source);
    expect(help?.synopsis).toBe('Does it.');
    expect(help?.parameters).toEqual([{ name: 'Name', text: 'The name.' }]);
    expect(help?.examples).toEqual(['f 1\n  indented']);
  });

  test('a comment more than one blank line away is not the function’s', () => {
    expect(functionHelp(`${block}\n\nfunction f { 1 }`)?.synopsis).toBe('Does it.');
    expect(functionHelp(`${block}\n\n\nfunction f { 1 }`)).toBeNull();
  });

  test('line comments make help too', () => {
    expect(functionHelp('# .SYNOPSIS\n#  One.\n# .NOTES\n# Two.\nfunction f {}')).toMatchObject({
      synopsis: 'One.',
      notes: 'Two.',
    });
  });

  test('a comment with an unknown section is only a comment', () => {
    expect(functionHelp('<#\n.SYNOPSIS\nx\n.NOSUCH\ny\n#>\nfunction f {}')).toBeNull();
    expect(functionHelp('<# plain #>\nfunction f {}')).toBeNull();
  });

  test('of a script', () => {
    expect(parse(`# licence\n\n${block}\nparam($x)\n1`).ast.help?.synopsis).toBe('Does it.');
    expect(parse(`${block}\nfunction f {}`).ast.help).toBeNull();
    expect(parse(`${block}\n\n\nfunction f {}`).ast.help?.synopsis).toBe('Does it.');
  });
});

describe('#requires', () => {
  test('collects what the lines ask for', () => {
    const { ast, errors } = parse(
      [
        '#requires -Version 5.1 -PSEdition Core',
        "#Requires -Modules A, @{ ModuleName = 'B'; ModuleVersion = '2.0' }",
        '#requires -RunAsAdministrator',
        '#requires -Assembly x.dll',
        '1',
      ].join('\n'),
    );
    expect(errors).toEqual([]);
    expect(ast.requirements).toMatchObject({
      version: '5.1',
      editions: ['Core'],
      modules: [
        { name: 'A', moduleVersion: null },
        { name: 'B', moduleVersion: '2.0' },
      ],
      assemblies: ['x.dll'],
      runAsAdministrator: true,
    });
  });

  test('nothing asked for', () => {
    expect(parse('# requires care').ast.requirements).toBeNull();
  });

  test.each([
    ['#requires -Version x', 'RequiresVersionInvalid 19-20'],
    ['#requires -Nope x', 'ScriptRequiresInvalidFormat 10-15'],
    ['#requires foo', 'ScriptRequiresInvalidFormat 10-13'],
    ['#requires -Version', 'ParameterRequiresArgument 10-18'],
    ['#requires -PSEdition Home', 'RequiresPSEditionInvalid 21-25'],
    ["#requires -Modules @{ ModuleName = 'B' }", 'RequiresModuleInvalid 19-40'],
  ])('%s', (source, error) => {
    expect(errorsOf(source)).toEqual([error]);
  });
});
