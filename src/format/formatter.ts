import { isEnumerable, toArray } from '../values/enumerate.ts';
import { TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { typeNamesOf } from '../values/intrinsic-member.ts';
import { propertyNames } from '../values/member-list.ts';
import { displayText, toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { cellText } from './cell-text.ts';
import { customLines, dictionaryEntries } from './custom-lines.ts';
import { type FormatContent, type FormatEntry, FormatRecord } from './format-record.ts';
import type { PropertyExpression } from './property-expression.ts';
import { describeList, describeTable, describeWide, type EntryWriter } from './shape.ts';
import { isScalar, TABLE_PROPERTIES, type View, type ViewField, viewNamed, viewOf } from './view.ts';

export type ShapeName = 'table' | 'list' | 'wide' | 'custom';

/** The list itself, its elements, or both. */
export type Expansion = 'CoreOnly' | 'EnumOnly' | 'Both';

/** What a format cmdlet was asked for; Out-Default asks for nothing. */
export interface FormatRequest {
  /** Undefined: as the objects' own view says. */
  readonly shape: ShapeName | undefined;
  /** The name of the view that was asked for. */
  readonly view: string | undefined;
  /** Lays out texts and numbers too, which print as they are otherwise. */
  readonly force: boolean;
  /** What is shown of a list that comes as one object. */
  readonly expand: Expansion;
  readonly properties: readonly PropertyExpression[];
  readonly exclude: readonly string[];
  readonly groupBy: PropertyExpression | undefined;
  readonly autoSize: boolean;
  readonly wrap: boolean;
  readonly hideHeader: boolean;
  readonly repeatHeader: boolean;
  /** Of a wide list; 0: as many as fit. */
  readonly columns: number;
  /** Of Format-Custom. */
  readonly depth: number;
  readonly enumerationLimit: number;
  /** Shows `#ERR` where a script block fails. */
  readonly displayError: boolean;
  /** Hears of errors in script blocks. */
  readonly onError: ((error: TerminatingError) => void) | undefined;
}

export const PLAIN_REQUEST: FormatRequest = {
  shape: undefined,
  view: undefined,
  force: false,
  expand: 'EnumOnly',
  properties: [],
  exclude: [],
  groupBy: undefined,
  autoSize: false,
  wrap: false,
  hideHeader: false,
  repeatHeader: false,
  columns: 2,
  depth: 5,
  enumerationLimit: 4,
  displayError: false,
  onError: undefined,
};

export interface Formatter {
  take(value: Value): void;
  end(): void;
}

/** What is open: the shape that the objects so far decided. */
interface OpenShape {
  /** Objects with the same key go on in it. */
  readonly key: string;
  readonly writer: EntryWriter;
  readonly view: View | undefined;
  group: string | undefined;
}

/**
 * Turns objects into format records. The first object decides the shape; where nobody asked for one,
 * an object of another type closes it and is shown as a list.
 */
export function createFormatter(request: FormatRequest, emit: (content: FormatContent) => void): Formatter {
  let open: OpenShape | undefined;
  let isFirstShape = true;

  const close = (): void => {
    if (!open) return;
    if (open.group !== undefined) emit({ kind: 'group-end' });
    emit({ kind: 'end' });
    open = undefined;
  };
  const openFor = (object: Value, key: string, view: View | undefined): OpenShape => {
    close();
    const isFallback = !isFirstShape && request.shape === undefined;
    const shape = isFallback ? 'list' : (request.shape ?? ownShape(object, view));
    const writer = describeShape(shape, object, isFallback ? listView(view) : view, request);
    isFirstShape = false;
    emit({ kind: 'start', shape: writer.shape });
    open = { key, writer, view, group: undefined };
    return open;
  };
  const takeObject = (object: Value): void => {
    const view = request.view === undefined ? viewOf(object) : viewNamed(object, request.view, request.shape);
    if (view?.text && request.shape === undefined) {
      emit({ kind: 'text', lines: view.text(object) });
      return;
    }
    const key = shapeKey(object, view, request);
    const current = open?.key === key ? open : openFor(object, key, view);
    openGroup(current, object, request, emit);
    emit({ kind: 'entry', entry: current.writer.entry(object) });
  };
  const takeOne = (value: Value): void => {
    if (value === null) return;
    if (isBare(value) && request.view !== undefined && request.force) {
      viewNamed(value, request.view, request.shape);
    } else if ((isScalar(value) || isBare(value)) && !(request.force && request.properties.length > 0)) {
      emit({ kind: 'text', lines: displayText(value).split(/\r\n|\n/) });
    } else {
      takeObject(value);
    }
  };
  return {
    take(value) {
      if (value instanceof FormatRecord) {
        close();
        emit(value.content);
        return;
      }
      const elements = elementsOf(value);
      if (elements === undefined || request.expand === 'CoreOnly') {
        takeOne(value);
        return;
      }
      if (request.expand === 'Both') {
        emit({ kind: 'text', lines: ['The following object supports IEnumerable:'] });
        takeOne(value);
        close();
        emit({ kind: 'text', lines: [elementsHeading(elements.length)] });
      }
      // A list among the elements is shown as the object it is.
      for (const element of elements) takeOne(element);
    },
    end: close,
  };
}

/** What a list that came as one object holds; undefined for any other object. */
function elementsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof Dictionary) return [...dictionaryEntries(value)];
  return isEnumerable(value) ? toArray(value) : undefined;
}

function elementsHeading(count: number): string {
  if (count === 0) return 'The IEnumerable contains no objects.';
  return `The IEnumerable contains the following ${count === 1 ? 'object' : `${count} objects`}:`;
}

/** The fallback list shows what the type's table would. */
function listView(view: View | undefined): View | undefined {
  return view && { ...view, list: view.list ?? view.table };
}

/** An object without any property prints as its text. */
function isBare(value: Value): boolean {
  return propertyNames(value).length === 0 || MESSAGES.has(typeNamesOf(value)[0] ?? '');
}

/** What another stream than the output's holds is shown as the text it says. */
const MESSAGES: ReadonlySet<string> = new Set(
  ['WarningRecord', 'VerboseRecord', 'DebugRecord', 'InformationRecord'].map(
    (name) => `System.Management.Automation.${name}`,
  ),
);

/** What has to be the same for the next object to go on in the open shape. */
function shapeKey(object: Value, view: View | undefined, request: FormatRequest): string {
  if (request.shape !== undefined)
    return request.properties.length > 0 || !view ? 'asked' : `view ${view.key}`;
  if (view) return `view ${view.key}`;
  const [name = ''] = typeNamesOf(object);
  // What Select-Object made of files and folders is one table.
  return name.startsWith('Selected.') ? `selected ${propertyNames(object).join()}` : `type ${name}`;
}

function ownShape(object: Value, view: View | undefined): ShapeName {
  if (view?.prefersList === true) return 'list';
  if (view) return view.table ? 'table' : view.list ? 'list' : 'wide';
  return propertyNames(object).length <= TABLE_PROPERTIES ? 'table' : 'list';
}

function describeShape(
  shape: ShapeName,
  object: Value,
  view: View | undefined,
  request: FormatRequest,
): EntryWriter {
  switch (shape) {
    case 'table':
      return describeTable(object, view, request);
    case 'list':
      return describeList(view, request);
    case 'wide':
      return describeWide(object, view, request);
    case 'custom':
      return {
        shape: { kind: 'custom' },
        entry: (each): FormatEntry => ({
          kind: 'lines',
          lines: customLines(each, request.properties, request),
        }),
      };
  }
}

/** Starts a group when there is none, or when what objects are grouped by has changed. */
function openGroup(
  open: OpenShape,
  object: Value,
  request: FormatRequest,
  emit: (content: FormatContent) => void,
): void {
  const heading = groupHeading(open.view, object, request);
  if (open.group === heading) return;
  if (open.group !== undefined) emit({ kind: 'group-end' });
  open.group = heading;
  emit({ kind: 'group-start', heading: heading === '' ? [] : heading.split('\n') });
}

function groupHeading(view: View | undefined, object: Value, request: FormatRequest): string {
  if (request.groupBy) {
    const { label, text, options } = request.groupBy;
    const format = options.get('formatstring');
    const value = groupValue(request.groupBy, object);
    const shown = cellText(
      value,
      format === undefined ? undefined : toText(format),
      request.enumerationLimit,
    );
    return `   ${label ?? text}: ${shown}`;
  }
  const field: ViewField | undefined =
    request.shape === undefined || request.properties.length === 0 ? view?.groupBy : undefined;
  return field ? `   ${field.label}: ${cellText(field.read(object), undefined, -1)}` : '';
}

function groupValue(groupBy: PropertyExpression, object: Value): Value | undefined {
  try {
    return groupBy.evaluate(object);
  } catch (error) {
    if (error instanceof TerminatingError) return undefined;
    throw error;
  }
}
