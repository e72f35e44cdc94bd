import { isKnownType } from '../language/check/known-types.ts';
import { parse } from '../language/parse.ts';
import type { ParseError } from '../language/parse-error.ts';
import {
  ErrorRecord,
  Exception,
  exceptionTypeNamed,
  InvocationInfo,
  TerminatingError,
} from '../values/error-record.ts';
import { isGenericName } from '../values/generic-type.ts';
import { registeredType } from '../values/type-registry.ts';
import { compileScript } from './compile.ts';
import type { CompiledBlock } from './compiled-block.ts';
import type { ScriptTypes } from './script-types.ts';
import { SourceText } from './source-text.ts';

/** Parses and compiles a text. Throws a ParseException that shows line, column and a caret. */
export function compileText(text: string, file: string | null, types: ScriptTypes): CompiledBlock {
  const { ast, errors } = parse(text, { types: { isType: (name) => isType(name, types) } });
  const source = new SourceText(text, file);
  if (errors.length > 0) throw parseException(errors, source);
  return compileScript(ast, source);
}

/** Long names are looked for when they are used: the shell does not know all of .NET's. */
function isType(name: string, types: ScriptTypes): boolean {
  if (name.includes('.') || types.find(name) !== undefined || registeredType(name) !== undefined) return true;
  if (isGenericName(name) || isKnownType(name)) return true;
  return types.namespaces.some((namespace) => registeredType(`${namespace}.${name}`) !== undefined);
}

/** What is wrong with a text. Where it only stops too early, its exception is an IncompleteParseException. */
export class ParseFailure extends TerminatingError {
  /** The same for a prompt or a host that could read on. */
  readonly incomplete: TerminatingError | undefined;
  constructor(record: ErrorRecord, incomplete: TerminatingError | undefined) {
    super(record);
    this.incomplete = incomplete;
  }
}

export function parseException(errors: readonly ParseError[], source: SourceText): ParseFailure {
  const record = parseRecord(errors, source, 'ParseException');
  const incomplete =
    errors[0]?.incomplete === true
      ? new TerminatingError(parseRecord(errors, source, 'IncompleteParseException'))
      : undefined;
  return new ParseFailure(record, incomplete);
}

function parseRecord(errors: readonly ParseError[], source: SourceText, name: string): ErrorRecord {
  const [first] = errors;
  const type = exceptionTypeNamed(`System.Management.Automation.${name}`);
  const text = errors
    .slice(0, MAX_SHOWN)
    .map((error) => describe(error, source))
    .join('\n');
  const record = new ErrorRecord(new Exception(type, text), first?.id ?? 'ParserError', 'ParserError', null);
  const extent = { start: first?.start ?? 0, end: first?.end ?? 0 };
  record.invocation = new InvocationInfo(
    '',
    () => null,
    () => source.position(extent),
  );
  return record;
}

const MAX_SHOWN = 10;

/** `At line:1 char:5`, the line, a caret, the message. */
function describe(error: ParseError, source: SourceText): string {
  const [line, column] = source.lineAndColumn(error.start);
  const [endLine, endColumn] = source.lineAndColumn(error.end);
  const text = source.lineText(line);
  const length = endLine === line ? Math.max(1, endColumn - column) : Math.max(1, text.length - column + 1);
  const place = source.file === null ? 'At' : `At ${source.file}:${line}`;
  const at = source.file === null ? `At line:${line} char:${column}` : `${place} char:${column}`;
  return `${at}\n+ ${text}\n+ ${' '.repeat(column - 1)}${'~'.repeat(length)}\n${error.message}`;
}
