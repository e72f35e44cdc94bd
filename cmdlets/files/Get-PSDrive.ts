import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { drivesOf } from '../../src/cmdlet/drives.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { psDrive, psDriveType } from './ps-drive.ts';

export default defineCmdlet({
  name: 'Get-PSDrive',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['gdr'],
  synopsis: 'Lists the drives: places that a path can begin with.',
  parameters: {
    Name: { type: 'string', array: true, position: 0, pipeline: 'name', wildcard: true, help: 'Names.' },
    LiteralName: { type: 'string', array: true, pipeline: 'name', help: 'Names, taken as they are.' },
    PSProvider: {
      type: 'string',
      array: true,
      pipeline: 'name',
      wildcard: true,
      help: 'What stands behind them: FileSystem, Variable, Function, Alias, Environment.',
    },
    Scope: { type: 'string', hidden: true, help: 'Taken for scripts that give it.' },
  },
  output: [psDriveType],
  impact: 'none',
  examples: [{ title: 'All drives', code: 'Get-PSDrive' }],
  process(args, invocation) {
    const drives = [...drivesOf(invocation.session).values()];
    for (const name of args.LiteralName ?? args.Name ?? ['*']) {
      const found = drives.filter(
        (drive) =>
          matchesWildcard(drive.name, name) &&
          (args.PSProvider?.some((provider) => matchesWildcard(drive.provider, provider)) ?? true),
      );
      if (found.length === 0 && !hasWildcard(name)) {
        invocation.writeError({
          message: `Cannot find drive. A drive with the name '${name}' does not exist.`,
          id: 'GetLocationNoMatchingDrive',
          category: 'ObjectNotFound',
          target: name,
          advice: 'Get-PSDrive',
          exceptionType: 'System.Management.Automation.DriveNotFoundException',
        });
      }
      for (const drive of found) invocation.write(psDrive(drive));
    }
  },
});
