import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { aliasInfoType } from '../../src/cmdlet/command-info.ts';
import { csvField } from '../../src/format/csv.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { textEncoding } from '../files/encoding.ts';
import { openTextFile } from '../files/text-file.ts';
import { aliasObject } from './alias-query.ts';
import { scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'Export-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['epal'],
  synopsis: 'Writes aliases to a file.',
  parameters: {
    Path: {
      type: 'string',
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
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
    Name: {
      type: 'string',
      array: true,
      position: 1,
      pipeline: 'both',
      wildcard: true,
      help: 'Which ones; all when not given.',
    },
    PassThru: { type: 'switch', help: 'Returns the aliases.' },
    As: { type: 'string', validateSet: ['Csv', 'Script'], help: 'A table, or commands that set them.' },
    Append: { type: 'switch', help: 'Adds to the file.' },
    Force: { type: 'switch', help: 'Writes to a read-only file.' },
    NoClobber: { type: 'switch', aliases: ['NoOverwrite'], help: 'Fails when the file exists.' },
    Description: { type: 'string', help: 'A line at the start of the file.' },
    Scope: { type: 'string', help: 'Taken; aliases are looked up through all scopes.' },
  },
  defaultParameterSet: 'ByPath',
  output: [aliasInfoType],
  impact: 'medium',
  examples: [
    {
      title: 'All of them',
      code: "Export-Alias (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-alias.csv')",
    },
  ],
  process(args, invocation) {
    const path = args.LiteralPath ?? args.Path ?? '';
    scopeOf(args.Scope);
    if (!invocation.shouldProcess(path)) return;
    const file = openTextFile(invocation, path, {
      encoding: textEncoding(undefined),
      append: args.Append,
      noClobber: args.NoClobber,
      force: args.Force,
    });
    file.write('# Alias File\n');
    if (args.Description !== undefined) file.write(`# ${args.Description}\n`);
    const names = args.Name ?? ['*'];
    for (const alias of invocation.session.aliases.list()) {
      if (!names.some((name) => matchesWildcard(alias.name, name))) continue;
      const options = alias.options.length === 0 ? 'None' : alias.options.join(', ');
      const fields = [alias.name, alias.target, alias.description, options];
      file.write(
        args.As === 'Script'
          ? `set-alias -Name:"${alias.name}" -Value:"${alias.target}" -Description:"${alias.description}" -Option:"${options}"\n`
          : `${fields.map((field) => csvField(field, 'Always', ',')).join(',')}\n`,
      );
      if (args.PassThru) invocation.write(aliasObject(invocation.session, alias));
    }
    file.close();
  },
});
