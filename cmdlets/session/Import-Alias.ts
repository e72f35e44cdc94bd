import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { aliasInfoType } from '../../src/cmdlet/command-info.ts';
import { createCsvReader } from '../../src/format/csv.ts';
import { textEncoding } from '../files/encoding.ts';
import { existingLocations } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { aliasObject } from './alias-query.ts';
import { optionsOf, scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'Import-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['ipal'],
  synopsis: 'Sets the aliases of a file that Export-Alias wrote.',
  parameters: {
    Path: {
      type: 'string',
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      pipeline: { ByPath: 'both' },
      sets: ['ByPath'],
      help: 'The file.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['ByLiteralPath'],
      pipeline: { ByLiteralPath: 'name' },
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The file, its name taken as it is.',
    },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
    PassThru: { type: 'switch', help: 'Returns the aliases.' },
    Force: { type: 'switch', help: 'Replaces aliases of the same names.' },
  },
  defaultParameterSet: 'ByPath',
  output: [aliasInfoType],
  impact: 'medium',
  examples: [
    {
      title: 'Read them back',
      before:
        'Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) \'vseal-import-alias.csv\') \'"obj3","Select-Object","","None"\'',
      code: "Import-Alias (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-import-alias.csv') -Force",
    },
  ],
  process(args, invocation) {
    const { session } = invocation;
    const asked =
      args.LiteralPath === undefined ? { Path: [args.Path ?? ''] } : { LiteralPath: [args.LiteralPath] };
    const scope = scopeOf(args.Scope);
    const found = existingLocations(invocation, asked);
    if (found.length > 1) {
      invocation.throwTerminating({
        message: `Cannot import aliases because the path '${args.Path ?? ''}' means more than one file.`,
        id: 'NotSupported',
        category: 'NotImplemented',
        target: args.Path ?? '',
        advice: `Get-Item '${args.Path ?? ''}'`,
        exceptionType: 'System.Management.Automation.PSInvalidOperationException',
      });
    }
    for (const location of found) {
      const text =
        location.kind === 'file'
          ? readTextFile(invocation, location.path, textEncoding(undefined))
          : undefined;
      const lines = (text ?? '').split('\n').filter((line) => !line.startsWith('#'));
      for (const record of createCsvReader(',').read(lines.join('\n'), true)) {
        const [name = '', target = '', description = '', options = ''] = record.map((field) => field.text);
        if (name === '') continue;
        if (record.length !== 4) {
          invocation.throwTerminating({
            message: `Cannot import an alias. Line '${name}' of '${location.given}' has ${record.length} columns instead of 4.`,
            id: 'ImportAliasFileFormatError',
            category: 'ReadError',
            target: location.given,
            exceptionType: 'System.FormatException',
          });
        }
        if (!args.Force && session.aliases.get(name)) {
          invocation.writeError({
            message: `The alias is not allowed, because an alias with the name '${name}' already exists.`,
            id: 'AliasAlreadyExists',
            category: 'ResourceExists',
            target: name,
            advice: 'Import-Alias -Force',
            exceptionType: 'System.Management.Automation.SessionStateException',
          });
          continue;
        }
        if (!invocation.shouldProcess(`Name: ${name} Value: ${target}`, 'Import Alias')) continue;
        session.aliases.set(name, target, {
          description,
          options: optionsOf(options),
          force: args.Force,
          ...(scope !== undefined && { scope }),
        });
        const made = session.aliases.get(name);
        if (args.PassThru && made) invocation.write(aliasObject(session, made));
      }
    }
  },
});
