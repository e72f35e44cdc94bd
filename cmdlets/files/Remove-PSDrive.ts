import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type Drive, drivesOf } from '../../src/cmdlet/drives.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { noDrive } from './location.ts';

export default defineCmdlet({
  name: 'Remove-PSDrive',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['rdr'],
  synopsis: 'Takes the short name of a folder away; the folder stays.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      mandatory: ['Name'],
      position: { Name: 0 },
      pipeline: { Name: 'name' },
      sets: ['Name'],
      wildcard: true,
      help: 'Names.',
    },
    LiteralName: {
      type: 'string',
      array: true,
      mandatory: ['LiteralName'],
      pipeline: { LiteralName: 'name' },
      sets: ['LiteralName'],
      help: 'Names, taken as they are.',
    },
    PSProvider: { type: 'string', array: true, pipeline: 'name', help: 'Only drives of these.' },
    Scope: { type: 'string', help: 'Taken; drives are for the session.' },
    Force: { type: 'switch', help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Name',
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'Make and remove',
      code: 'New-PSDrive Scratch2 FileSystem ([System.IO.Path]::GetTempPath()) | Out-Null\nRemove-PSDrive Scratch2',
    },
  ],
  process(args, invocation) {
    const drives = drivesOf(invocation.session);
    const isOfProvider = ({ provider }: Drive): boolean =>
      args.PSProvider?.some((pattern) => matchesWildcard(provider, pattern)) ?? true;
    for (const name of args.LiteralName ?? args.Name ?? []) {
      const found = [...drives].filter(
        ([, drive]) => matchesWildcard(drive.name, name) && isOfProvider(drive),
      );
      if (found.length === 0 && !hasWildcard(name)) throw noDrive(name);
      for (const [key, drive] of found)
        if (invocation.shouldProcess(drive.name, 'Remove Drive')) drives.delete(key);
    }
  },
});
