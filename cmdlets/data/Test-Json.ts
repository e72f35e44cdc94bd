import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { booleanType } from '../../src/values/numeric.ts';
import { textEncoding } from '../files/encoding.ts';
import { existingLocations, locate } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { type Json, schemaErrors } from './json-schema.ts';

const OPTIONS = ['None', 'AllowTrailingCommas', 'IgnoreComments'] as const;

export default defineCmdlet({
  name: 'Test-Json',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Tells whether a text is JSON, and whether it is as a schema says.',
  parameters: {
    Json: {
      type: 'string',
      mandatory: ['JsonString'],
      position: { JsonString: 0 },
      pipeline: { JsonString: 'value' },
      sets: ['JsonString'],
      allowEmpty: true,
      help: 'The text.',
    },
    Path: {
      type: 'string',
      mandatory: ['JsonPath'],
      position: { JsonPath: 0 },
      sets: ['JsonPath'],
      pipeline: { JsonPath: 'name' },
      help: 'A file with the text.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['JsonLiteralPath'],
      sets: ['JsonLiteralPath'],
      pipeline: { JsonLiteralPath: 'name' },
      aliases: ['PSPath', 'LP'],
      help: 'A file, its name taken as it is.',
    },
    Schema: { type: 'string', position: 1, help: 'The schema, as JSON text.' },
    SchemaFile: { type: 'string', help: 'A file with the schema.' },
    Options: { type: 'string', array: true, validateSet: OPTIONS, help: 'What else is taken for JSON.' },
  },
  defaultParameterSet: 'JsonString',
  output: [booleanType],
  impact: 'none',
  examples: [
    { title: 'A text', code: '\'{ "a": 1 }\' | Test-Json' },
    { title: 'A text and a schema', code: 'Test-Json \'{ "a": 1 }\' -Schema \'{ "required": ["a"] }\'' },
  ],
  process(args, invocation) {
    const schemaText =
      args.Schema ??
      (args.SchemaFile === undefined ? undefined : schemaFileText(invocation, args.SchemaFile));
    const schema = schemaText === undefined ? undefined : parsed(schemaText, []);
    if (schemaText !== undefined && (schema === undefined || !isSchema(schema))) {
      return invocation.throwTerminating({
        message: 'Cannot parse the JSON schema.',
        id: 'InvalidJsonSchema',
        category: 'InvalidData',
        exceptionType: 'System.Exception',
      });
    }
    const path = args.LiteralPath ?? args.Path;
    const text =
      path === undefined ? (args.Json ?? '') : fileText(invocation, [path], args.LiteralPath !== undefined);
    if (text === undefined) return;
    const document = parsed(text, args.Options ?? []);
    if (document === undefined) {
      invocation.writeError(failure('InvalidJson', 'Cannot parse the JSON.', text));
      invocation.write(false);
      return;
    }
    const errors = schema === undefined ? [] : schemaErrors(document, schema);
    for (const error of errors) {
      invocation.writeError(
        failure('InvalidJsonAgainstSchemaDetailed', `The JSON is not valid with the schema: ${error}.`, text),
      );
    }
    invocation.write(errors.length === 0);
  },
});

function failure(id: string, message: string, target: string): CmdletError {
  return { message, id, category: 'InvalidData', target, exceptionType: 'System.Exception' };
}

function isSchema(value: Json): boolean {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function schemaFileText(invocation: Invocation, path: string): string | undefined {
  const location = locate(invocation.session, path);
  if (location.kind !== 'file' || !invocation.host.files.facts(location.path).ok) {
    return invocation.throwTerminating({
      message: `Cannot find the JSON schema file: ${path}.`,
      id: 'JsonSchemaFileNotFound',
      category: 'ObjectNotFound',
      target: path,
      exceptionType: 'System.IO.FileNotFoundException',
    });
  }
  return fileText(invocation, [path], true);
}

function fileText(invocation: Invocation, paths: string[], literal: boolean): string | undefined {
  const [location] = existingLocations(invocation, literal ? { LiteralPath: paths } : { Path: paths });
  return location?.kind === 'file'
    ? readTextFile(invocation, location.path, textEncoding(undefined))
    : undefined;
}

/** The document, or undefined when the text is none. */
function parsed(text: string, options: readonly (typeof OPTIONS)[number][]): Json | undefined {
  let source = text;
  if (options.includes('IgnoreComments')) source = outsideStrings(source, /\/\/[^\n]*|\/\*[\s\S]*?\*\//y);
  if (options.includes('AllowTrailingCommas')) source = outsideStrings(source, /,(?=\s*[\]}])/y);
  try {
    return JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
}

/** The text without what matches outside of strings. */
function outsideStrings(text: string, unwanted: RegExp): string {
  let kept = '';
  let at = 0;
  while (at < text.length) {
    const string = text[at] === '"' ? /"(?:[^"\\]|\\.)*"?/y : unwanted;
    string.lastIndex = at;
    const match = string.exec(text)?.[0] ?? '';
    if (string !== unwanted) kept += match;
    else if (match === '') kept += text[at] ?? '';
    at += Math.max(1, match.length);
  }
  return kept;
}
