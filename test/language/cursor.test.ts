import { describe, expect, test } from 'vitest';
import { type Cursor, cursorAt } from '../../src/language/cursor.ts';
import { shape } from './shape.ts';

/** `¦` marks the cursor. */
function at(marked: string): { cursor: Cursor; text: string } {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  return { cursor: cursorAt(text, offset), text };
}

/** Kind, what is written, and what would be replaced. */
function brief(marked: string): string {
  const { cursor, text } = at(marked);
  return `${cursor.kind} ${cursor.prefix}|${text.slice(cursor.replace.start, cursor.replace.end)}`;
}

describe('what is at the cursor', () => {
  test.each([
    ['Get-V¦', 'command Get-V|Get-V'],
    ['¦', 'command |'],
    ['Get-VM | Wh¦', 'command Wh|Wh'],
    ['Get-VM |¦', 'command |'],
    ['$x = Get-¦', 'command Get-|Get-'],
    ['if ($a) { Get-V¦ }', 'command Get-V|Get-V'],
    ['Get-¦VM -Name a', 'command Get-|Get-VM'],
    ['& ./scr¦', 'command ./scr|./scr'],
    ['foo "$(Get-V¦)"', 'command Get-V|Get-V'],
    ['Get-VM -¦', 'parameter |'],
    ['Get-VM -Na¦', 'parameter Na|Na'],
    ['Get-VM -Na¦me x', 'parameter Na|Name'],
    ['Get-VM a -Ser¦ | foo', 'parameter Ser|Ser'],
    ['Get-VM ¦', 'argument |'],
    ['Get-VM ap¦', 'argument ap|ap'],
    ['Get-VM -Name ap¦', 'argument ap|ap'],
    ['Get-VM -Name:ap¦', 'argument ap|ap'],
    ['Get-VM a, b¦', 'argument b|b'],
    ["Get-VM 'ap¦", 'argument ap|ap'],
    ['Get-VM -Path "c:/a b¦', 'argument c:/a b|c:/a b'],
    ['$na¦', 'variable na|na'],
    ['$¦', 'variable |'],
    ['$env:PA¦', 'variable PA|PA'],
    ['${na¦', 'variable na|na'],
    ['Get-VM $na¦', 'variable na|na'],
    ['"text $na¦', 'variable na|na'],
    ['Get-VM @na¦', 'variable na|na'],
    ['$x.Na¦', 'member Na|Na'],
    ['$x.¦', 'member |'],
    ['Get-VM $x.¦', 'member |'],
    ['$x.a.b().c¦', 'member c|c'],
    ['[math]::Ma¦', 'member Ma|Ma'],
    ['[math]::¦', 'member |'],
    ['"$($x.na¦', 'member na|na'],
    ['(Get-VM).Na¦me', 'member Na|Name'],
    ['[System.IO.Pa¦', 'type System.IO.Pa|System.IO.Pa'],
    ['[Li¦', 'type Li|Li'],
    ['[List[in¦', 'type in|in'],
    ['param([str¦', 'type str|str'],
    ['class A : Ba¦', 'type Ba|Ba'],
    ['param([Parameter(Man¦', 'attributeArgument Man|Man'],
    ['@{ Na¦', 'hashtableKey Na|Na'],
    ['@{ a = 1; Na¦ }', 'hashtableKey Na|Na'],
    ['foo @{ ¦ }', 'hashtableKey |'],
    ['$a -e¦', 'operator e|e'],
    ['$a -¦', 'operator |'],
    ['foo > fi¦', 'path fi|fi'],
    ["$x = 'ab¦", 'string ab|ab'],
    ['using namespace Sys¦', 'using Sys|Sys'],
    ['# note¦', 'comment # note|# note'],
    ['Get-VM <# a¦', 'comment <# a|<# a'],
    ['foo)¦', 'none |'],
    ['{ a }¦', 'none |'],
    ['function na¦', 'none |'],
  ])('%s', (marked, expected) => {
    expect(brief(marked)).toBe(expected);
  });
});

describe('where in a command', () => {
  test('the parameter before the cursor, and those that are taken', () => {
    const { cursor } = at('Get-VM -Server v1 -Name ¦ -Verbose');
    if (cursor.kind !== 'argument') throw new Error(cursor.kind);
    expect(cursor.parameter).toBe('Name');
    expect(cursor.position).toBe(0);
    expect(cursor.place.commandName).toBe('Get-VM');
    expect(cursor.place.parametersUsed).toEqual(['Server', 'Name', 'Verbose']);
  });

  test('the position of an argument without a parameter', () => {
    const { cursor } = at('Set-It one -Flag x two ¦');
    if (cursor.kind !== 'argument') throw new Error(cursor.kind);
    expect(cursor.parameter).toBeNull();
    expect(cursor.position).toBe(2);
    expect(cursor.place.elementsBefore.map(shape)).toEqual(['Set-It', 'one', '-Flag', 'x', 'two']);
  });

  test('what feeds the command', () => {
    const { cursor } = at('Get-VM | Select-Object Na¦');
    if (cursor.kind !== 'argument' || cursor.place.upstream === null) throw new Error(cursor.kind);
    expect(shape(cursor.place.upstream)).toBe('(cmd Get-VM)');
  });

  test('the expression that a member belongs to', () => {
    const { cursor } = at('Get-VM | Where { $_.ExtensionData.Conf¦');
    if (cursor.kind !== 'member') throw new Error(cursor.kind);
    expect(shape(cursor.target)).toBe('(. $_ ExtensionData)');
    expect(cursor.isStatic).toBe(false);
    expect(cursor.path.map(({ kind }) => kind)).toContain('ScriptBlockExpression');
  });

  test('quotes and qualifiers', () => {
    const quoted = at("Get-VM -Name 'a¦").cursor;
    expect(quoted.kind === 'argument' && quoted.quote).toBe('single');
    const qualified = at('$script:a¦').cursor;
    expect(qualified.kind === 'variable' && qualified.qualifier).toBe('script');
    const splatted = at('foo @a¦').cursor;
    expect(splatted.kind === 'variable' && splatted.splatted).toBe(true);
  });
});
