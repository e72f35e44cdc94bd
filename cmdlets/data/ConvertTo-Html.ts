import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { cellText } from '../../src/format/cell-text.ts';
import {
  type PropertyExpression,
  propertyExpressions,
  resolveProperty,
} from '../../src/format/property-expression.ts';
import { isEnumerable } from '../../src/values/enumerate.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import { stringType } from '../../src/values/string-type.ts';
import { toText } from '../../src/values/to-text.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';

const DOCTYPE =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">';
const TRANSITIONAL_DOCTYPE =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">';

interface State {
  columns: PropertyExpression[] | undefined;
  rows: number;
}

export default defineCmdlet({
  name: 'ConvertTo-Html',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes objects as a page with a table.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Property: {
      type: 'object',
      array: true,
      position: 0,
      help: 'Columns: names, patterns, script blocks, or tables with Label, Expression, Width and Alignment.',
    },
    Head: {
      type: 'string',
      array: true,
      position: 1,
      sets: ['Page'],
      help: 'Lines of the head; -Title is then not written.',
    },
    Title: { type: 'string', position: 2, sets: ['Page'], help: 'The title of the page.' },
    Body: { type: 'string', array: true, position: 3, sets: ['Page'], help: 'Lines before the table.' },
    As: { type: 'string', validateSet: ['Table', 'List'], help: 'A row or a list for each object.' },
    CssUri: { type: 'string', sets: ['Page'], aliases: ['cu', 'uri'], help: 'The address of a style sheet.' },
    PreContent: { type: 'string', array: true, help: 'Lines before the table.' },
    PostContent: { type: 'string', array: true, help: 'Lines after the table.' },
    Meta: { type: 'hashtable', sets: ['Page'], help: 'Meta elements: names and contents.' },
    Charset: { type: 'string', sets: ['Page'], help: 'The character set that the page declares.' },
    Transitional: { type: 'switch', sets: ['Page'], help: 'Declares XHTML Transitional.' },
    Fragment: { type: 'switch', sets: ['Fragment'], help: 'Only the table.' },
  },
  defaultParameterSet: 'Page',
  output: [stringType],
  impact: 'none',
  examples: [
    { title: 'A table', code: "[pscustomobject]@{ Name = 'app-01'; GB = 40 } | ConvertTo-Html -Fragment" },
  ],
  begin(args, invocation): State {
    if (!args.Fragment) {
      invocation.write(args.Transitional ? TRANSITIONAL_DOCTYPE : DOCTYPE);
      invocation.write('<html xmlns="http://www.w3.org/1999/xhtml">');
      invocation.write('<head>');
      if (args.Charset !== undefined) invocation.write(`<meta charset="${args.Charset}">`);
      for (const { key, value } of args.Meta?.entries.values() ?? []) writeMeta(invocation, key, value);
      if (args.Head) invocation.writeAll(args.Head);
      else invocation.write(`<title>${args.Title ?? 'HTML TABLE'}</title>`);
      if (args.CssUri !== undefined)
        invocation.write(`<link rel="stylesheet" type="text/css" href="${args.CssUri}" />`);
      invocation.write('</head><body>');
      if (args.Body) invocation.writeAll(args.Body);
    }
    if (args.PreContent) invocation.writeAll(args.PreContent);
    invocation.write('<table>');
    return { columns: args.Property && htmlExpressions(args.Property), rows: 0 };
  },
  process(args, invocation, state) {
    const object = args.InputObject;
    if (object === undefined || object === null) return;
    const columns = columnsFor(object, state.columns);
    state.columns = args.As === 'List' && !args.Property ? undefined : columns;
    if (args.As === 'List') {
      if (state.rows > 0) invocation.write('<tr><td><hr></td></tr>');
      for (const line of listRows(columns, object)) invocation.write(line);
    } else {
      if (state.rows === 0) invocation.writeAll(tableHead(columns));
      const cells = columns.map((column) => `<td>${escapeHtml(valueText(column, object))}</td>`);
      invocation.write(`<tr>${cells.join('')}</tr>`);
    }
    state.rows++;
  },
  end(args, invocation) {
    invocation.write('</table>');
    if (args.PostContent) invocation.writeAll(args.PostContent);
    if (!args.Fragment) invocation.write('</body></html>');
  },
});

const META_NAMES = [
  'content-type',
  'default-style',
  'refresh',
  'application-name',
  'author',
  'description',
  'generator',
  'keywords',
  'viewport',
];

function writeMeta(invocation: Invocation, key: Value, value: Value): void {
  const name = toText(key);
  if (!META_NAMES.includes(name.toLowerCase()))
    invocation.warning(
      `Accepted meta properties are ${META_NAMES.join(', ')}. The meta pair: ${name} and ${toText(value)} may not function correctly.`,
    );
  invocation.write(`<meta name="${name}" content="${toText(value)}">`);
}

function htmlExpressions(properties: readonly Value[]): PropertyExpression[] {
  return propertyExpressions(properties, ['name', 'label', 'width', 'alignment']);
}

/** Patterns and missing names become the columns that the object has. */
function columnsFor(object: Value, asked: readonly PropertyExpression[] | undefined): PropertyExpression[] {
  const expressions = asked ?? htmlExpressions([...propertyNames(object)]);
  return expressions.flatMap((expression) => {
    if (!expression.isPattern) return [expression];
    return htmlExpressions(resolveProperty(expression, object).map(({ name }) => name));
  });
}

function nameOf(column: PropertyExpression): string {
  return column.label ?? column.text;
}

function tableHead(columns: readonly PropertyExpression[]): string[] {
  const attributes = columns.map(({ options }) => {
    const width = options.get('width');
    const alignment = options.get('alignment');
    const parts = [
      width === undefined ? '' : ` width="${toText(width)}"`,
      alignment === undefined ? '' : ` align="${toText(alignment)}"`,
    ];
    return `<col${parts.join('')}/>`;
  });
  const names = columns.map((column) => `<th>${escapeHtml(nameOf(column))}</th>`);
  return [`<colgroup>${attributes.join('')}</colgroup>`, `<tr>${names.join('')}</tr>`];
}

function listRows(columns: readonly PropertyExpression[], object: Value): string[] {
  return columns.map((column) => {
    return `<tr><td>${escapeHtml(nameOf(column))}:</td><td>${escapeHtml(valueText(column, object))}</td></tr>`;
  });
}

function valueText(column: PropertyExpression, object: Value): string {
  const value = resolveProperty(column, object)[0]?.value;
  if (value !== undefined && (value instanceof Dictionary || isEnumerable(value))) return typeNameOf(value);
  return cellText(value, undefined, -1);
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character);
}
