import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { removeItem } from './item-change.ts';
import { existingLocations, factsOf, fileError } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Remove-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['del', 'erase', 'rd', 'ri', 'rm', 'rmdir'],
  synopsis: 'Removes files, folders, variables, functions and aliases.',
  parameters: {
    ...PATH_PARAMETERS,
    Recurse: { type: 'switch', help: 'What is in a folder too.' },
    Force: { type: 'switch', help: 'What is read-only too.' },
  },
  defaultParameterSet: 'Path',
  output: [],
  impact: 'medium',
  examples: [{ title: 'A variable', code: '$found = 3\nRemove-Item Variable:found' }],
  process(args, invocation) {
    const { session } = invocation;
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const location of existingLocations(invocation, args, query)) {
      if (location.kind === 'item') {
        if (invocation.shouldProcess(location.given, 'Remove Item')) {
          removeItem(session, location.drive, location.name, args.Force);
        }
      } else removeFile(invocation, location.path, args.Recurse, args.Force);
    }
  },
});

function removeFile(invocation: Invocation, path: string, recurse: boolean, force: boolean): void {
  const { files } = invocation.host;
  const facts = factsOf(invocation.session, path);
  if (!facts) return;
  if (invocation.session.location() === path || invocation.session.location().startsWith(`${path}/`)) {
    invocation.writeError({
      message: `Cannot remove the item at '${path}' because it is in use.`,
      id: 'InvalidOperation',
      category: 'InvalidOperation',
      target: path,
      advice: 'Set-Location ..',
      exceptionType: 'System.Management.Automation.PSInvalidOperationException',
    });
    return;
  }
  if (facts.readOnly && !force) {
    invocation.writeError({
      message: `You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only.`,
      id: 'RemoveFileSystemItemUnAuthorizedAccess',
      category: 'PermissionDenied',
      target: path,
      advice: `Remove-Item '${path}' -Force`,
      exceptionType: 'System.IO.IOException',
    });
    return;
  }
  if (!invocation.shouldProcess(path, facts.folder ? 'Remove Directory' : 'Remove File')) return;
  // Of a link only the link goes.
  const isFolder = facts.folder && facts.link?.kind !== 'SymbolicLink';
  const entries = isFolder && !recurse ? files.list(path) : undefined;
  if (entries?.ok === true && entries.value.length > 0) {
    const query = `The item at ${path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?`;
    if (!invocation.shouldContinue(query, 'Confirm', '-Recurse')) return;
  }
  const removed = files.remove(path, isFolder);
  if (!removed.ok) invocation.writeError(fileError(removed.fault, 'RemoveItemIOError'));
}
