import { parse } from '../language/parse.ts';
import type { ParseError } from '../language/parse-error.ts';
import { decodeScript } from '../language/script-text.ts';
import type { Token } from '../language/token.ts';
import { ambient } from '../values/ambient.ts';
import { staticMethod, textArgument } from '../values/net/define.ts';
import { setReference } from '../values/net/number-members.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject } from '../values/ps-custom-object.ts';
import { defineType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import { SourceText } from './source-text.ts';
import { extentObject, LANGUAGE } from './syntax-extent.ts';
import { SyntaxTree } from './syntax-tree.ts';
import { defineSyntaxTypes } from './syntax-types.ts';

defineSyntaxTypes();

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
        parseInput(textArgument(args, 0), args.length === 4 ? textArgument(args, 1) : null, args.slice(-2)),
    ),
    staticMethod('ScriptBlockAst ParseFile(string path, ref tokens, ref errors)', (args) => {
      const path = textArgument(args, 0);
      return parseInput(decodeScript(ambient().readFile(path)), path, args.slice(-2));
    }),
  ],
});

/** The tree of a text; its tokens and errors go to the references. */
export function parseInput(
  text: string,
  file: string | null,
  [tokens, errors]: readonly (Value | undefined)[],
): Value {
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
  return new SyntaxTree(result.ast, source).root;
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
