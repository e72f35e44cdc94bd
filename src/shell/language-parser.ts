import { parse } from '../language/parse.ts';
import type { ParseError } from '../language/parse-error.ts';
import type { Token } from '../language/token.ts';
import { ambient } from '../values/ambient.ts';
import { staticMethod, textArgument } from '../values/net/define.ts';
import { setReference } from '../values/net/number-members.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject, PSCustomObject } from '../values/ps-custom-object.ts';
import { defineType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import { decode } from './script-file.ts';
import { SourceText } from './source-text.ts';

const LANGUAGE = 'System.Management.Automation.Language.';

/** `[System.Management.Automation.Language.Parser]`: what is wrong with a text, as objects. */
defineType({
  fullName: `${LANGUAGE}Parser`,
  base: () => objectTypeInfo,
  statics: () => [
    staticMethod(
      [
        'ScriptBlockAst ParseInput(string text, ref tokens, ref errors)',
        'ScriptBlockAst ParseInput(string text, string file, ref tokens, ref errors)',
      ],
      (args) =>
        parsed(textArgument(args, 0), args.length === 4 ? textArgument(args, 1) : null, args.slice(-2)),
    ),
    staticMethod('ScriptBlockAst ParseFile(string path, ref tokens, ref errors)', (args) => {
      const path = textArgument(args, 0);
      return parsed(decode(ambient().readFile(path)), path, args.slice(-2));
    }),
  ],
});

function parsed(text: string, file: string | null, [tokens, errors]: readonly (Value | undefined)[]): Value {
  const result = parse(text);
  const source = new SourceText(text, file);
  setReference(
    tokens,
    result.tokens.map((token) => tokenObject(token, source)),
  );
  setReference(
    errors,
    result.errors.map((error) => errorObject(error, source)),
  );
  return astObject(result.ast, source);
}

function extentObject(start: number, end: number, source: SourceText): PSCustomObject {
  const [line, column] = source.lineAndColumn(start);
  const [endLine, endColumn] = source.lineAndColumn(end);
  const position = (offset: number, at: number, char: number): Value =>
    customObject([
      ['Offset', offset],
      ['LineNumber', at],
      ['ColumnNumber', char],
      ['Line', source.lineText(at)],
      ['File', source.file],
    ]);
  return customObject(
    [
      ['File', source.file],
      ['StartScriptPosition', position(start, line, column)],
      ['EndScriptPosition', position(end, endLine, endColumn)],
      ['StartLineNumber', line],
      ['StartColumnNumber', column],
      ['EndLineNumber', endLine],
      ['EndColumnNumber', endColumn],
      ['StartOffset', start],
      ['EndOffset', end],
      ['Text', source.text.slice(start, end)],
    ],
    `${LANGUAGE}InternalScriptExtent`,
  );
}

function errorObject(error: ParseError, source: SourceText): Value {
  return customObject(
    [
      ['Extent', extentObject(error.start, error.end, source)],
      ['ErrorId', error.id],
      ['Message', error.message],
      ['IncompleteInput', error.incomplete],
    ],
    `${LANGUAGE}ParseError`,
  );
}

function tokenObject(token: Token, source: SourceText): Value {
  return customObject(
    [
      ['Kind', token.kind],
      ['Text', source.text.slice(token.start, token.end)],
      ['Extent', extentObject(token.start, token.end, source)],
    ],
    `${LANGUAGE}Token`,
  );
}

/** A node of the tree: its own fields in Pascal case, child nodes made when they are read. */
function astObject(node: unknown, source: SourceText): Value {
  if (Array.isArray(node)) return node.map((each) => astObject(each, source));
  if (typeof node === 'string' || typeof node === 'boolean') return node;
  if (typeof node === 'number' || typeof node === 'bigint') return node;
  if (typeof node !== 'object' || node === null) return null;
  const fields = node as Readonly<Record<string, unknown>> & {
    readonly kind?: string;
    readonly extent?: { start: number; end: number };
  };
  const object = new PSCustomObject();
  if (fields.kind !== undefined)
    object.typeNames = [`${LANGUAGE}${fields.kind}Ast`, `${LANGUAGE}Ast`, 'System.Object'];
  object.added = new Map();
  for (const [name, value] of Object.entries(fields)) {
    const shown = name.charAt(0).toUpperCase() + name.slice(1);
    if (name === 'extent' && fields.extent !== undefined)
      object.set('Extent', extentObject(fields.extent.start, fields.extent.end, source));
    else
      object.added.set(name.toLowerCase(), {
        name: shown,
        kind: 'CodeProperty',
        typeName: 'object',
        get: () => astObject(value, source),
      });
  }
  return object;
}
