import { TerminatingError } from '../values/error-record.ts';
import { propertyNames } from '../values/member-list.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { cellText, tableCellText } from './cell-text.ts';
import type { FormatEntry, FormatShape } from './format-record.ts';
import type { FormatRequest } from './formatter.ts';
import type { ListField } from './list-layout.ts';
import { propertyReader } from './object-properties.ts';
import { type PropertyExpression, resolveProperty } from './property-expression.ts';
import type { Alignment, TableColumn } from './table-layout.ts';
import { isNumeric, propertyField, type View, type ViewField } from './view.ts';

/** A shape with the texts that each object has in it. */
export interface EntryWriter {
  readonly shape: FormatShape;
  entry(object: Value): FormatEntry;
}

/** A table without named properties has at most this many columns. */
const MAX_COLUMNS = 10;

export function describeTable(first: Value, view: View | undefined, request: FormatRequest): EntryWriter {
  const fields = tableFields(first, view, request);
  const columns = fields.map((field): TableColumn => {
    const alignment = field.alignment ?? (isNumeric(readField(field, first, request)) ? 'right' : 'left');
    return { label: field.label, width: field.width, alignment };
  });
  const own = request.properties.length === 0 ? view : undefined;
  const fit =
    request.autoSize || own?.autoSize === true ? 'all' : (columns[0]?.width ?? 0) > 0 ? 'none' : 'first';
  const isPlain = own?.plain === true;
  const hideHeader = request.hideHeader || isPlain || own?.hideHeader === true;
  const { repeatHeader } = request;
  return {
    shape: { kind: 'table', columns, hideHeader, repeatHeader, fit },
    entry: (object) => ({
      kind: 'cells',
      cells: fields.map((field) => fieldText(field, object, request, tableCellText)),
      wrap: request.wrap || isPlain || own?.wrap === true,
    }),
  };
}

function tableFields(first: Value, view: View | undefined, request: FormatRequest): readonly ViewField[] {
  if (request.properties.length > 0)
    return request.properties.flatMap((each) => askedFields(each, first, request));
  if (view?.table) return view.table;
  return withoutExcluded(propertyNames(first), request).slice(0, MAX_COLUMNS).map(propertyField);
}

function withoutExcluded(names: readonly string[], request: FormatRequest): string[] {
  return names.filter((name) => !request.exclude.some((pattern) => matchesWildcard(name, pattern)));
}

/** The columns that one element of -Property makes; a name that the object does not have keeps its column. */
function askedFields(expression: PropertyExpression, first: Value, request: FormatRequest): ViewField[] {
  if (!expression.isPattern) {
    const [resolved] = resolveProperty(expression, first);
    if (withoutExcluded([expression.text], request).length === 0) return [];
    const label = expression.label ?? resolved?.name ?? expression.text;
    return [askedField(label, expression, (object) => expression.evaluate(object))];
  }
  const names = withoutExcluded(
    resolveProperty(expression, first).map(({ name }) => name),
    request,
  );
  return names.map((name) => askedField(name, expression, propertyReader(name)));
}

function askedField(
  label: string,
  { options }: PropertyExpression,
  read: (object: Value) => Value | undefined,
): ViewField {
  const alignment = toText(options.get('alignment') ?? null).toLowerCase();
  const format = options.get('formatstring');
  return {
    label,
    width: Number(toText(options.get('width') ?? 0)) || 0,
    alignment: ALIGNMENTS.find((each) => alignment !== '' && each.startsWith(alignment)),
    format: format === undefined ? undefined : toText(format),
    read,
  };
}

const ALIGNMENTS: readonly Alignment[] = ['left', 'right', 'center'];

export function describeList(view: View | undefined, request: FormatRequest): EntryWriter {
  return {
    shape: { kind: 'list' },
    entry: (object) => ({ kind: 'fields', fields: listFields(object, view, request) }),
  };
}

function listFields(object: Value, view: View | undefined, request: FormatRequest): ListField[] {
  if (request.properties.length > 0) {
    return request.properties.flatMap((expression) => {
      const known = resolveProperty(expression, object).filter(
        ({ value, error }) => value !== undefined || error,
      );
      return known
        .filter(({ name }) => withoutExcluded([name], request).length > 0)
        .map(({ name, value, error }) => {
          if (error) request.onError?.(error);
          const format = expression.options.get('formatstring');
          const text = cellText(
            value,
            format === undefined ? undefined : toText(format),
            request.enumerationLimit,
          );
          return { label: name, value: error && request.displayError ? '#ERR' : text };
        });
    });
  }
  const fields = view?.list ?? withoutExcluded(propertyNames(object), request).map(propertyField);
  return fields.map((field) => ({ label: field.label, value: fieldText(field, object, request) }));
}

export function describeWide(first: Value, view: View | undefined, request: FormatRequest): EntryWriter {
  const [asked] = request.properties;
  const [resolved] = asked ? askedFields(asked, first, request) : [];
  const field = resolved ?? propertyField(wideProperty(first, view, request));
  return {
    shape: { kind: 'wide', columns: request.autoSize ? 0 : request.columns },
    entry: (object) => ({ kind: 'item', text: fieldText(field, object, request) }),
  };
}

/** The property that stands for an object: its name or the like, else the first; the first that is left when some are excluded. */
function wideProperty(object: Value, view: View | undefined, request: FormatRequest): string {
  const names = withoutExcluded(propertyNames(object), request);
  if (request.exclude.length > 0) return names[0] ?? '';
  if (view?.wide !== undefined) return view.wide;
  for (const pattern of [/^name$/i, /^id$/i, /^key$/i, /name$/i, /key$/i, /^text$/i]) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return names[0] ?? '';
}

function fieldText(field: ViewField, object: Value, request: FormatRequest, text = cellText): string {
  try {
    return text(field.read(object), field.format, request.enumerationLimit);
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    request.onError?.(error);
    return request.displayError ? '#ERR' : '';
  }
}

function readField(field: ViewField, object: Value, request: FormatRequest): Value | undefined {
  try {
    return field.read(object);
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    request.onError?.(error);
    return undefined;
  }
}
