import { terminatingError } from '../cmdlet/error.ts';
import { Decimal } from '../values/decimal.ts';
import { EnumValue } from '../values/enum-type.ts';
import { typeNamesOf } from '../values/intrinsic-member.ts';
import { ownDisplayProperties } from '../values/net/property-set.ts';
import { Char, Numeric } from '../values/numeric.ts';
import { type ObjectView, TypedObject, type ViewColumn } from '../values/object-type.ts';
import { displayPropertiesOf } from '../values/type-extension.ts';
import type { Value } from '../values/value.ts';
import { loadedView, loadedViewNamed } from './loaded-views.ts';
import { propertyReader } from './object-properties.ts';
import { systemView } from './system-views.ts';
import type { Alignment } from './table-layout.ts';

/** One column of a table or line of a list, ready to be asked. */
export interface ViewField {
  readonly label: string;
  /** Cells; 0 leaves it to the contents. */
  readonly width: number;
  /** Undefined: right for numbers, else left. */
  readonly alignment: Alignment | undefined;
  readonly format: string | undefined;
  read(object: Value): Value | undefined;
}

/** How objects of a type are shown unless told otherwise. */
export interface View {
  /** Objects that follow with the same view go on in the same table. */
  readonly key: string;
  readonly table: readonly ViewField[] | undefined;
  readonly list: readonly ViewField[] | undefined;
  /** Shown as a list where nobody asked for a table. */
  readonly prefersList?: boolean;
  /** The columns of the table are fitted to all objects. */
  readonly autoSize?: boolean;
  /** The table has no header. */
  readonly hideHeader?: boolean;
  /** Long values of the table go on on the next line. */
  readonly wrap?: boolean;
  /** The table is a single column of text: no header, nothing cut. */
  readonly plain?: boolean;
  /** The property that Format-Wide shows. */
  readonly wide: string | undefined;
  /** Objects are grouped under a heading of this. */
  readonly groupBy: ViewField | undefined;
  /** Shown as these lines, whatever surrounds it. */
  readonly text: ((object: Value) => readonly string[]) | undefined;
}

const declaredViews = new WeakMap<object, View>();

/** The view of an object's type, or of the nearest type name that has one. */
export function viewOf(object: Value): View | undefined {
  const names = typeNamesOf(object);
  for (const name of names) {
    const own = name === names[0] ? viewOfType(object, name) : undefined;
    const view = loadedView(name, 'before') ?? own ?? systemView(name) ?? loadedView(name, 'after');
    if (view) return view;
  }
  const shown = ownDisplayProperties(object) ?? displayPropertiesOf(names);
  return shown && displayView(shown);
}

/** The view that the type of an inventory object declares. */
function viewOfType(object: Value, name: string): View | undefined {
  if (!(object instanceof TypedObject) || name !== object.objectType.fullName) return undefined;
  const declared = object.objectType.view();
  return declared && declaredView(declared, name);
}

/** The view of that name for the object's type; throws PowerShell's own error when there is none. */
export function viewNamed(object: Value, name: string, shape: string | undefined): View {
  const loaded = loadedViewNamed(typeNamesOf(object), name, shape);
  if (loaded) return loaded;
  const own = viewOf(object);
  if (own !== undefined && own.key.toLowerCase() === name.toLowerCase()) return own;
  const [typeName = 'System.Object'] = typeNamesOf(object);
  throw terminatingError({
    message: `The view name ${name} cannot be found.`,
    id: 'FormatViewNotFound',
    category: 'ObjectNotFound',
    target: name,
    why: `Objects of the type ${typeName} have no ${shape ?? 'table'} view of that name.`,
    exceptionType: 'System.Management.Automation.PipelineStoppedException',
  });
}

/** As many properties as a table takes are shown as one, more as a list. */
export const TABLE_PROPERTIES = 4;

function displayView(names: readonly string[]): View {
  const fields = names.map(propertyField);
  return {
    key: `properties:${names.join()}`,
    table: fields,
    list: fields,
    prefersList: names.length > TABLE_PROPERTIES,
    wide: undefined,
    groupBy: undefined,
    text: undefined,
  };
}

function declaredView(view: ObjectView<unknown, string>, typeName: string): View {
  let made = declaredViews.get(view);
  if (!made) {
    made = {
      key: view.name ?? typeName,
      table: view.table?.map(viewField),
      list: view.list?.map((line) => (typeof line === 'string' ? propertyField(line) : viewField(line))),
      wide: view.wide,
      groupBy: view.groupBy && viewField(view.groupBy),
      text: undefined,
    };
    declaredViews.set(view, made);
  }
  return made;
}

function viewField(column: ViewColumn<unknown, string>): ViewField {
  const { property } = column;
  const read = property === undefined ? undefined : propertyReader(property);
  return {
    label: column.label ?? property ?? '',
    width: column.width ?? 0,
    alignment: column.align,
    format: column.format,
    read: (object) => column.get?.((object as TypedObject<unknown>).data) ?? read?.(object),
  };
}

export function propertyField(name: string): ViewField {
  return { label: name, width: 0, alignment: undefined, format: undefined, read: propertyReader(name) };
}

/** True for what prints as its own text wherever it stands: texts, numbers, truth, enumerations. */
export function isScalar(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return (
    value instanceof Numeric ||
    value instanceof Decimal ||
    value instanceof Char ||
    value instanceof EnumValue
  );
}

/** True for values that tables put to the right. */
export function isNumeric(value: Value | undefined): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (value instanceof Numeric) return value.kind !== 'biginteger' && value.kind !== 'intptr';
  return value instanceof Decimal || value instanceof EnumValue;
}
