import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { ENUMERATION_LIMIT } from '../../src/format/cell-text.ts';
import type { Decoration } from '../../src/format/decoration.ts';
import { FormatRecord } from '../../src/format/format-record.ts';
import {
  createFormatter,
  type Expansion,
  type FormatRequest,
  type Formatter,
  PLAIN_REQUEST,
} from '../../src/format/formatter.ts';
import { propertyText } from '../../src/format/object-properties.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { getProperty } from '../../src/values/member.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

/** Parameters that Format-Table, -List, -Wide and -Custom share. */
export const FORMAT_PARAMETERS = {
  GroupBy: {
    type: 'object',
    help: 'Starts a new part where this property changes; the input is sorted by it.',
  },
  View: { type: 'string', help: 'The name of a view that a format file declares.' },
  ShowError: { type: 'switch', help: 'Reports errors of script blocks.' },
  DisplayError: { type: 'switch', help: 'Shows #ERR where a script block fails.' },
  Force: { type: 'switch', help: 'Shows members that are hidden otherwise.' },
  Expand: {
    type: 'string',
    validateSet: ['CoreOnly', 'EnumOnly', 'Both'],
    help: 'Whether a collection is shown itself, by its elements, or both.',
  },
  InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
} as const;

/** The property names of a calculated property in each shape. */
export const LIST_KEYS = ['name', 'label', 'formatstring'];

export interface FormatArguments {
  readonly GroupBy: Value | undefined;
  readonly View: string | undefined;
  readonly Force: boolean;
  readonly ShowError: boolean;
  readonly DisplayError: boolean;
  readonly Expand: Expansion | undefined;
}

/** A formatter whose records go down the pipeline. */
export function formatInto(
  invocation: Invocation,
  args: FormatArguments,
  asked: Pick<FormatRequest, 'shape'> & Partial<FormatRequest>,
): Formatter {
  if (args.View !== undefined && (asked.properties?.length ?? 0) > 0) {
    invocation.throwTerminating({
      message: 'Cannot use both the View and the Property parameters.',
      id: 'FormatCannotSpecifyViewAndProperty',
      category: 'InvalidArgument',
      why: 'A view says by itself which properties are shown.',
      exceptionType: 'System.InvalidOperationException',
    });
  }
  const request: FormatRequest = {
    ...PLAIN_REQUEST,
    ...asked,
    view: args.View,
    force: args.Force,
    expand: args.Expand ?? 'EnumOnly',
    groupBy: args.GroupBy === undefined ? undefined : propertyExpressions([args.GroupBy], LIST_KEYS)[0],
    enumerationLimit: enumerationLimit(invocation),
    displayError: args.DisplayError,
    onError: args.ShowError ? (error) => invocation.writeError(error.record) : undefined,
  };
  return createFormatter(request, (content) => invocation.write(new FormatRecord(content)));
}

/** $FormatEnumerationLimit: the session's own, whatever a scope on the way may call so. */
export function enumerationLimit(invocation: Invocation): number {
  const limit = invocation.session.variables.get('FormatEnumerationLimit', 'global');
  if (limit === undefined || limit === null) return ENUMERATION_LIMIT;
  const number = Number(toText(limit));
  return Number.isInteger(number) ? number : ENUMERATION_LIMIT;
}

/** Feeds a formatter from -InputObject: the elements of a list given there are formatted one by one. */
export function feed(formatter: Formatter, input: Value | undefined, expectsInput: boolean): void {
  if (input === undefined) return;
  if (Array.isArray(input) && !expectsInput) for (const item of input) formatter.take(item);
  else formatter.take(input);
}

/** What $PSStyle says of text for a file or a variable: decorated under Ansi, plain else. */
export function decorationOf(invocation: Invocation): Decoration {
  const style = invocation.session.variables.get('PSStyle') ?? null;
  if (propertyText(style, 'OutputRendering') !== 'Ansi') return 'strip';
  const formatting = getProperty(style, 'formatting') ?? null;
  return {
    header: propertyText(formatting, 'TableHeader'),
    accent: propertyText(formatting, 'FormatAccent'),
  };
}
