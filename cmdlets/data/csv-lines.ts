import type { CmdletError } from '../../src/cmdlet/error.ts';
import { type CsvQuoting, csvField } from '../../src/format/csv.ts';
import { propertyReader } from '../../src/format/object-properties.ts';
import { isEnumerable } from '../../src/values/enumerate.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { currentCulture } from '../../src/values/net/culture.ts';
import { toText } from '../../src/values/to-text.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';

export interface CsvStyle {
  readonly delimiter: string;
  readonly quoting: CsvQuoting;
  /** Only these columns are quoted. */
  readonly quoteFields: readonly string[] | undefined;
  readonly typeInformation: boolean;
  readonly header: boolean;
}

/** Parameters that ConvertTo-Csv and Export-Csv share. */
export const CSV_PARAMETERS = {
  InputObject: {
    type: 'object',
    mandatory: true,
    position: 0,
    pipeline: 'value',
    allowNull: true,
    allowEmpty: true,
    help: 'The objects.',
  },
  Delimiter: {
    type: 'string',
    validateLength: [1, 1],
    help: 'What stands between fields: a comma when not given.',
  },
  UseCulture: { type: 'switch', help: "The culture's list separator." },
  IncludeTypeInformation: {
    type: 'switch',
    aliases: ['ITI'],
    help: 'Begins with a line that names the type.',
  },
  NoTypeInformation: { type: 'switch', aliases: ['NTI'], help: 'As it is anyway: no such line.' },
  QuoteFields: {
    type: 'string',
    array: true,
    aliases: ['QF'],
    help: 'Columns that are quoted; the others are not.',
  },
  UseQuotes: {
    type: 'string',
    validateSet: ['Never', 'Always', 'AsNeeded'],
    aliases: ['UQ'],
    help: 'Whether fields are quoted.',
  },
  NoHeader: { type: 'switch', help: 'Without the line of names.' },
} as const;

export interface CsvArguments {
  readonly Delimiter: string | undefined;
  readonly IncludeTypeInformation: boolean;
  readonly NoTypeInformation: boolean;
  readonly QuoteFields: readonly string[] | undefined;
  readonly UseQuotes: CsvQuoting | undefined;
  readonly NoHeader: boolean;
  readonly UseCulture: boolean;
}

/** The style that the arguments ask for, or what is wrong with them. */
export function csvStyle(args: CsvArguments): CsvStyle | CmdletError {
  if (args.QuoteFields && args.UseQuotes !== undefined) {
    return conflict('CannotSpecifyQuoteFieldsAndUseQuotes', 'QuoteFields', 'UseQuotes');
  }
  if (args.IncludeTypeInformation && args.NoTypeInformation) {
    return conflict(
      'CannotSpecifyIncludeTypeInformationAndNoTypeInformation',
      'IncludeTypeInformation',
      'NoTypeInformation',
    );
  }
  if (args.Delimiter !== undefined && args.UseCulture)
    return conflict('CannotSpecifyDelimiterAndUseCulture', 'Delimiter', 'UseCulture');
  return {
    delimiter: args.Delimiter ?? (args.UseCulture ? currentCulture().listSeparator : ','),
    quoting: args.UseQuotes ?? 'Always',
    quoteFields: args.QuoteFields?.map((name) => name.toLowerCase()),
    typeInformation: args.IncludeTypeInformation,
    header: !args.NoHeader,
  };
}

function conflict(id: string, first: string, second: string): CmdletError {
  return {
    message: `You must specify either the -${first} or -${second} parameters, but not both.`,
    id,
    category: 'InvalidData',
    exceptionType: 'System.InvalidOperationException',
  };
}

export interface CsvWriter {
  /** The lines for the next object: with the first one also the header. */
  lines(object: Value): string[];
}

/** Writes objects under the property names of the first, or under `columns`. */
export function createCsvWriter(style: CsvStyle, columns?: readonly string[]): CsvWriter {
  let readers: { readonly name: string; readonly read: (object: Value) => Value | undefined }[] | undefined;
  const setColumns = (names: readonly string[]): void => {
    readers = names.map((name) => ({ name, read: propertyReader(name) }));
  };
  if (columns) setColumns(columns);
  return {
    lines(object) {
      const lines: string[] = [];
      if (!readers) {
        const names = columnNames(object);
        setColumns(names);
        if (style.typeInformation) lines.push(`#TYPE ${typeLine(object)}`.trimEnd());
        if (style.header && names.length > 0) {
          lines.push(names.map((name) => quoted(name, name, style)).join(style.delimiter));
        }
      }
      const fields = (readers ?? []).map(({ name, read }) => fieldText(name, read(object), style));
      if (fields.length > 0) lines.push(fields.join(style.delimiter));
      return lines;
    },
  };
}

/** The names of an object's columns: its properties, or a dictionary's keys. */
export function columnNames(object: Value): string[] {
  return object instanceof Dictionary ? object.keys().map((key) => toText(key)) : [...propertyNames(object)];
}

function typeLine(object: Value): string {
  const [name = ''] = typeNamesOf(object);
  return name.replace(/^CSV:/, '');
}

function fieldText(name: string, value: Value | undefined, style: CsvStyle): string {
  if (value === undefined || value === null) return '';
  return quoted(isEnumerable(value) ? typeNameOf(value) : toText(value), name, style);
}

function quoted(text: string, column: string, style: CsvStyle): string {
  if (!style.quoteFields) return csvField(text, style.quoting, style.delimiter);
  return csvField(
    text,
    style.quoteFields.includes(column.toLowerCase()) ? 'Always' : 'Never',
    style.delimiter,
  );
}
