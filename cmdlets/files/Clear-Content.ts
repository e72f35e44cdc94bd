import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { setItem } from './item-change.ts';
import { existingLocations, factsOf, fileError } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Clear-Content',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['clc'],
  synopsis: 'Empties a file and keeps it.',
  parameters: { ...PATH_PARAMETERS, Force: { type: 'switch', help: 'Empties a read-only file too.' } },
  defaultParameterSet: 'Path',
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'Empty a file',
      before: "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-clear.txt') 'one'",
      code: "Clear-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-clear.txt')",
    },
  ],
  process(args, invocation) {
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const location of existingLocations(invocation, args, query)) {
      const shown = location.kind === 'file' ? location.path : location.given;
      if (!invocation.shouldProcess(`Item: ${shown}`, 'Clear Content')) continue;
      if (location.kind === 'item' && ['Function', 'Alias'].includes(location.drive.provider)) {
        invocation.writeError(noContent(location.given));
        continue;
      }
      if (location.kind === 'item') {
        setItem(invocation.session, location.drive, location.name, null, args.Force);
        continue;
      }
      if (factsOf(invocation.session, location.path)?.folder === true) {
        invocation.writeError({
          message: `Unable to clear content because it is a directory: '${location.path}'. Clear-Content is only supported on files.`,
          id: 'ClearDirectoryContent',
          category: 'InvalidOperation',
          target: location.path,
          exceptionType: 'System.NotSupportedException',
        });
        continue;
      }
      const written = invocation.host.files.write(location.path, new Uint8Array(0), 'replace');
      if (!written.ok) invocation.writeError(fileError(written.fault, 'ClearContentUnauthorizedAccessError'));
    }
  },
});

/** Code and names of commands have no content to be emptied. */
function noContent(path: string): CmdletError {
  return {
    message: `'${path}' has no content that can be cleared.`,
    id: 'NotSupported',
    category: 'NotImplemented',
    target: path,
    advice: `Remove-Item ${path}`,
    exceptionType: 'System.Management.Automation.PSNotSupportedException',
  };
}
