import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { Dictionary, hashtable } from '../../src/values/hashtable.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { randomGuid } from '../data/random-guid.ts';
import { textEncoding } from '../files/encoding.ts';
import { openTextFile } from '../files/text-file.ts';

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', array: true, allowEmpty: true } as const;

export default defineCmdlet({
  name: 'New-ModuleManifest',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Writes the manifest of a module: a .psd1 file that says what it is and what it exports.',
  parameters: {
    Path: { type: 'string', mandatory: true, position: 0, help: 'The file.' },
    RootModule: { ...TEXT, aliases: ['ModuleToProcess'], help: 'The file with the code of the module.' },
    ModuleVersion: { ...TEXT, preset: '0.0.1', help: 'Its version.' },
    Guid: { ...TEXT, help: 'Its identity; a new one when not given.' },
    Author: { ...TEXT, help: 'Who wrote it.' },
    CompanyName: { ...TEXT, help: 'For whom.' },
    Copyright: { ...TEXT, help: 'Whose it is.' },
    Description: { ...TEXT, help: 'What it does.' },
    PowerShellVersion: { ...TEXT, help: 'The least version of PowerShell that it needs.' },
    NestedModules: { type: 'object', array: true, help: 'Modules that are loaded with it.' },
    RequiredModules: { type: 'object', array: true, help: 'Modules that must be loaded before.' },
    RequiredAssemblies: { ...TEXTS, hidden: true, help: 'Assemblies.' },
    ScriptsToProcess: { ...TEXTS, help: 'Scripts that run before it is loaded.' },
    TypesToProcess: { ...TEXTS, help: 'Type files.' },
    FormatsToProcess: { ...TEXTS, help: 'Format files.' },
    FunctionsToExport: { ...TEXTS, help: 'Functions that it exports.' },
    CmdletsToExport: { ...TEXTS, help: 'Cmdlets that it exports.' },
    VariablesToExport: { ...TEXTS, help: 'Variables that it exports.' },
    AliasesToExport: { ...TEXTS, help: 'Aliases that it exports.' },
    FileList: { ...TEXTS, help: 'Its files.' },
    CompatiblePSEditions: { ...TEXTS, help: 'Core, Desktop.' },
    PrivateData: { type: 'object', help: 'What it keeps for itself.' },
    Tags: { ...TEXTS, help: 'Words to find it by.' },
    ProjectUri: { ...TEXT, help: 'Where it is at home.' },
    LicenseUri: { ...TEXT, help: 'Its licence.' },
    ReleaseNotes: { ...TEXT, help: 'What is new.' },
    PassThru: { type: 'switch', help: 'Returns the text.' },
  },
  output: ['System.String'],
  impact: 'medium',
  examples: [
    {
      title: 'A manifest',
      code: "New-ModuleManifest (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-tools.psd1') -RootModule tools.psm1 -FunctionsToExport Get-Plan",
    },
  ],
  process(args, invocation) {
    if (!invocation.shouldProcess(args.Path, 'Creating module manifest')) return;
    const text = manifestText([
      ['RootModule', args.RootModule],
      ['ModuleVersion', args.ModuleVersion],
      ['CompatiblePSEditions', args.CompatiblePSEditions],
      ['GUID', args.Guid ?? randomGuid(invocation.host.randomBytes(16))],
      ['Author', args.Author],
      ['CompanyName', args.CompanyName],
      ['Copyright', args.Copyright],
      ['Description', args.Description],
      ['PowerShellVersion', args.PowerShellVersion],
      ['RequiredModules', args.RequiredModules],
      ['RequiredAssemblies', args.RequiredAssemblies],
      ['ScriptsToProcess', args.ScriptsToProcess],
      ['TypesToProcess', args.TypesToProcess],
      ['FormatsToProcess', args.FormatsToProcess],
      ['NestedModules', args.NestedModules],
      ['FunctionsToExport', args.FunctionsToExport ?? '*'],
      ['CmdletsToExport', args.CmdletsToExport ?? '*'],
      ['VariablesToExport', args.VariablesToExport ?? '*'],
      ['AliasesToExport', args.AliasesToExport ?? '*'],
      ['FileList', args.FileList],
      ['PrivateData', args.PrivateData ?? galleryData(args)],
    ]);
    const file = openTextFile(invocation, args.Path, {
      encoding: textEncoding(undefined),
      append: false,
      noClobber: false,
      force: false,
    });
    file.write(text);
    file.close();
    if (args.PassThru) invocation.write(text);
  },
});

/** What a gallery shows of a module. */
function galleryData(args: {
  readonly Tags: string[] | undefined;
  readonly ProjectUri: string | undefined;
  readonly LicenseUri: string | undefined;
  readonly ReleaseNotes: string | undefined;
}): Value {
  const known = Object.entries({
    Tags: args.Tags,
    ProjectUri: args.ProjectUri,
    LicenseUri: args.LicenseUri,
    ReleaseNotes: args.ReleaseNotes,
  }).flatMap(([name, value]): [string, Value][] => (value === undefined ? [] : [[name, value]]));
  return hashtable([['PSData', hashtable(known)]]);
}

function manifestText(entries: readonly (readonly [string, Value | undefined])[]): string {
  const lines = entries.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = ${literal(value, 1)}`],
  );
  return `@{\n${lines.join('\n')}\n}\n`;
}

/** A value as it is written in a script; what is neither a number nor a table is its text. */
function literal(value: Value, level: number): string {
  if (Array.isArray(value)) return `@(${value.map((item) => literal(item, level)).join(', ')})`;
  if (value instanceof Dictionary) {
    const indent = '  '.repeat(level + 1);
    const lines = Array.from(
      value.entries.values(),
      ({ key, value: item }) => `${indent}${quoted(toText(key))} = ${literal(item, level + 1)}\n`,
    );
    return `@{\n${lines.join('')}${'  '.repeat(level)}}`;
  }
  if (value === null) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  return typeof value === 'number' ? toText(value) : quoted(toText(value));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
