import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { childrenNamed, childText, parseXml, type XmlElement } from '../../src/datacenter/content/xml.ts';
import type { LoadedView } from '../../src/format/loaded-views.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import type { Alignment } from '../../src/format/table-layout.ts';
import type { View, ViewField } from '../../src/format/view.ts';

/** What is wrong with a format file. */
export class FormatFileError extends Error {}

/**
 * The views of a `.format.ps1xml` file: tables, lists and wide lists, by properties and script blocks. Throws a
 * FormatFileError for anything else, so that no view is shown otherwise than its author wrote it.
 * Elements after about_Format.ps1xml.
 */
export function readFormatFile(invocation: Invocation, text: string, file: string): LoadedView[] {
  const parsed = parseXml(text);
  if (!parsed.ok) throw new FormatFileError(`The file is no format file: ${parsed.fault}.`);
  const root = parsed.value;
  if (root.name !== 'Configuration')
    throw new FormatFileError(`The root element is ${root.name}, not Configuration.`);
  const sets = selectionSets(root);
  return childrenNamed(root, 'ViewDefinitions')
    .flatMap((definitions) => childrenNamed(definitions, 'View'))
    .flatMap((element) => viewsOf(invocation, element, sets, file));
}

/** Names for several types. */
function selectionSets(root: XmlElement): ReadonlyMap<string, readonly string[]> {
  const sets = childrenNamed(root, 'SelectionSets').flatMap((each) => childrenNamed(each, 'SelectionSet'));
  return new Map(
    sets.map((set) => [
      childText(set, 'Name').trim(),
      childrenNamed(set, 'Types').flatMap((types) => texts(types, 'TypeName')),
    ]),
  );
}

function texts(element: XmlElement, name: string): string[] {
  return childrenNamed(element, name).map(({ text }) => text.trim());
}

function viewsOf(
  invocation: Invocation,
  element: XmlElement,
  sets: ReadonlyMap<string, readonly string[]>,
  file: string,
): LoadedView[] {
  const name = childText(element, 'Name').trim();
  if (name === '') throw new FormatFileError('A View has no Name.');
  const [selection] = childrenNamed(element, 'ViewSelectedBy');
  const typeNames = [
    ...(selection ? texts(selection, 'TypeName') : []),
    ...(selection ? texts(selection, 'SelectionSetName') : []).flatMap((set) => sets.get(set) ?? []),
  ];
  if (typeNames.length === 0) throw new FormatFileError(`The view ${name} names no type that it is of.`);
  const shape = shapeOf(invocation, element, name);
  const groupBy = childrenNamed(element, 'GroupBy').map((group) => groupField(invocation, group, name))[0];
  return typeNames.map((typeName) => ({
    name,
    typeName,
    file,
    view: { ...shape, groupBy, key: `${file}\n${name}\n${typeName}` },
  }));
}

const NO_SHAPE = { table: undefined, list: undefined, wide: undefined, text: undefined };

function shapeOf(invocation: Invocation, element: XmlElement, name: string): Omit<View, 'key' | 'groupBy'> {
  for (const control of element.children) {
    switch (control.name) {
      case 'TableControl':
        return {
          ...NO_SHAPE,
          table: tableFields(invocation, control, name),
          autoSize: isSet(control, 'AutoSize'),
          hideHeader: isSet(control, 'HideTableHeaders'),
          wrap: entryOf(control, 'TableRowEntries', 'TableRowEntry', name).children.some(
            (child) => child.name === 'Wrap' && child.text.trim().toLowerCase() !== 'false',
          ),
        };
      case 'ListControl':
        return { ...NO_SHAPE, list: listFields(invocation, control, name) };
      case 'WideControl':
        return { ...NO_SHAPE, wide: wideProperty(control, name) };
      case 'CustomControl':
        throw new FormatFileError(`The view ${name} is a CustomControl, which is not offered.`);
      default:
    }
  }
  throw new FormatFileError(`The view ${name} has no TableControl, ListControl or WideControl.`);
}

function isSet(element: XmlElement, name: string): boolean {
  return childrenNamed(element, name).some(({ text }) => text.trim().toLowerCase() !== 'false');
}

/** The entry that holds for every object. */
function entryOf(control: XmlElement, list: string, entry: string, view: string): XmlElement {
  const entries = childrenNamed(control, list).flatMap((each) => childrenNamed(each, entry));
  const own = entries.find((each) => childrenNamed(each, 'EntrySelectedBy').length === 0);
  if (own === undefined) throw new FormatFileError(`The view ${view} has no ${entry} for every object.`);
  return own;
}

function tableFields(invocation: Invocation, control: XmlElement, view: string): ViewField[] {
  const headers = childrenNamed(control, 'TableHeaders').flatMap((each) =>
    childrenNamed(each, 'TableColumnHeader'),
  );
  const row = entryOf(control, 'TableRowEntries', 'TableRowEntry', view);
  const items = childrenNamed(row, 'TableColumnItems').flatMap((each) =>
    childrenNamed(each, 'TableColumnItem'),
  );
  if (items.length === 0) throw new FormatFileError(`The view ${view} has no column.`);
  if (headers.length > 0 && headers.length !== items.length)
    throw new FormatFileError(`The view ${view} has ${headers.length} headers for ${items.length} columns.`);
  return items.map((item, index) => {
    const header = headers[index];
    const field = itemField(invocation, item, view);
    // A column of a file that says nothing stands to the left, its numbers too.
    if (header === undefined) return { ...field, alignment: alignmentOf(item) ?? 'left' };
    return {
      ...field,
      label: childText(header, 'Label') || field.label,
      width: Number(childText(header, 'Width')) || 0,
      alignment: alignmentOf(item) ?? alignmentOf(header) ?? 'left',
    };
  });
}

const ALIGNMENTS: readonly Alignment[] = ['left', 'right', 'center'];

function alignmentOf(element: XmlElement): Alignment | undefined {
  const text = childText(element, 'Alignment').trim().toLowerCase();
  return ALIGNMENTS.find((each) => each === text);
}

function listFields(invocation: Invocation, control: XmlElement, view: string): ViewField[] {
  const entry = entryOf(control, 'ListEntries', 'ListEntry', view);
  const items = childrenNamed(entry, 'ListItems').flatMap((each) => childrenNamed(each, 'ListItem'));
  return items.map((item) => {
    const field = itemField(invocation, item, view);
    return { ...field, label: childText(item, 'Label') || field.label };
  });
}

function wideProperty(control: XmlElement, view: string): string {
  const [item] = childrenNamed(entryOf(control, 'WideEntries', 'WideEntry', view), 'WideItem');
  const property = item ? childText(item, 'PropertyName').trim() : '';
  if (property === '') throw new FormatFileError(`The wide view ${view} names no property.`);
  return property;
}

function groupField(invocation: Invocation, group: XmlElement, view: string): ViewField {
  if (group.children.some(({ name }) => name.startsWith('CustomControl')))
    throw new FormatFileError(`The view ${view} is grouped under a CustomControl, which is not offered.`);
  const field = itemField(invocation, group, view);
  return { ...field, label: childText(group, 'Label') || field.label };
}

/** What an item shows: a property, or what a script block makes of the object. */
function itemField(invocation: Invocation, item: XmlElement, view: string): ViewField {
  const property = childText(item, 'PropertyName').trim();
  const script = childText(item, 'ScriptBlock');
  if (property === '' && script.trim() === '')
    throw new FormatFileError(`An item of the view ${view} has neither PropertyName nor ScriptBlock.`);
  const [expression] = propertyExpressions(
    [property === '' ? invocation.session.compile(script) : property],
    [],
  );
  return {
    label: property || script.trim(),
    width: 0,
    alignment: undefined,
    format: childText(item, 'FormatString') || undefined,
    read: (object) => expression?.evaluate(object),
  };
}
