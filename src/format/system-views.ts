import { ErrorRecord } from '../values/error-record.ts';
import { formatValue } from '../values/format.ts';
import { Dictionary } from '../values/hashtable.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { errorText } from './error-text.ts';
import { propertyReader, propertyValue } from './object-properties.ts';
import type { View, ViewField } from './view.ts';

/** The views of .NET's and PowerShell's own types, as PowerShell prints them; inventory types declare theirs. */
export function systemView(typeName: string): View | undefined {
  return SYSTEM_VIEWS.get(typeName);
}

/** All of them, by the name of the type. */
export function systemViews(): ReadonlyMap<string, View> {
  return SYSTEM_VIEWS;
}

interface Column {
  readonly width?: number;
  readonly align?: 'left' | 'right';
  readonly label?: string;
}

function field(property: string, { width = 0, align = 'left', label }: Column = {}): ViewField {
  return {
    label: label ?? property,
    width,
    alignment: align,
    format: undefined,
    read: propertyReader(property),
  };
}

function table(key: string, ...fields: ViewField[]): [string, View] {
  return [key, { key, table: fields, list: undefined, wide: undefined, groupBy: undefined, text: undefined }];
}

function list(key: string, ...properties: string[]): [string, View] {
  const fields = properties.map((property) => field(property));
  return [key, { key, table: undefined, list: fields, wide: undefined, groupBy: undefined, text: undefined }];
}

function text(key: string, lines: (object: Value) => string[]): [string, View] {
  return [key, { key, table: undefined, list: undefined, wide: undefined, groupBy: undefined, text: lines }];
}

/** One column of text without a header. */
function plain(key: string): [string, View] {
  const line: ViewField = {
    label: '',
    width: 0,
    alignment: 'left',
    format: undefined,
    read: (object) => toText(object),
  };
  const [, view] = table(key, line);
  return [key, { ...view, plain: true }];
}

/** A date as the screen shows it: all of it, or the part that `-DisplayHint` asked for. */
function dateText(date: Value): string {
  switch (toText(propertyValue(date, 'DisplayHint') ?? null).toLowerCase()) {
    case 'date':
      return formatValue(date, 'D');
    case 'time':
      return formatValue(date, 'T');
    default:
      return formatValue(date, 'F');
  }
}

/** The names alone: the table that a module gives has each twice. */
function exportedNames(module: Value): Value {
  const commands = propertyValue(module, 'ExportedCommands');
  return commands instanceof Dictionary ? [...commands.keys()] : null;
}

const SYSTEM_VIEWS: ReadonlyMap<string, View> = new Map([
  plain('Microsoft.PowerShell.Commands.MatchInfo'),
  text('MamlCommandHelpInfo', (help) => toText(help).split('\n')),
  text('System.Management.Automation.ErrorRecord', (record) =>
    record instanceof ErrorRecord ? errorText(record).split('\n') : [toText(record)],
  ),
  text('System.Management.Automation.ScriptBlock', (block) => toText(block).split('\n')),
  text('System.Security.SecureString', (secret) => [toText(secret)]),
  text('System.DateTime', (date) => ['', dateText(date), '']),
  list(
    'System.TimeSpan',
    'Days',
    'Hours',
    'Minutes',
    'Seconds',
    'Milliseconds',
    'Ticks',
    'TotalDays',
    'TotalHours',
    'TotalMinutes',
    'TotalSeconds',
    'TotalMilliseconds',
  ),
  table(
    'System.Globalization.CultureInfo',
    field('LCID', { width: 16 }),
    field('Name', { width: 16 }),
    field('DisplayName'),
  ),
  table(
    'System.Management.Automation.PSModuleInfo',
    field('ModuleType', { width: 10 }),
    field('Version', { width: 10 }),
    field('Name', { width: 35 }),
    { ...field('ExportedCommands'), read: (module) => exportedNames(module) },
  ),
  table('System.Guid', field('Guid')),
  table(
    'System.Version',
    field('Major', { width: 6 }),
    field('Minor', { width: 6 }),
    field('Build', { width: 6 }),
    field('Revision', { width: 8 }),
  ),
  table('System.Collections.DictionaryEntry', field('Name', { width: 30 }), field('Value')),
  table(
    'System.RuntimeType',
    field('IsPublic', { width: 8 }),
    field('IsSerializable', { width: 8, label: 'IsSerial' }),
    field('Name', { width: 40 }),
    field('BaseType'),
  ),
]);
