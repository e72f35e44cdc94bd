import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType } from '../../src/cmdlet/file-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { setItem } from './item-change.ts';
import { itemValue, objectAt } from './item-objects.ts';
import { existingLocations, factsOf, fileError, locate, type PathQuery, passes } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

interface Copying {
  readonly recurse: boolean;
  readonly force: boolean;
  readonly passThru: boolean;
  readonly query: PathQuery;
}

export default defineCmdlet({
  name: 'Copy-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['copy', 'cp', 'cpi'],
  synopsis: 'Copies files and folders.',
  parameters: {
    ...PATH_PARAMETERS,
    Destination: {
      type: 'string',
      position: 1,
      pipeline: 'name',
      help: 'Where to: a folder, or the new name.',
    },
    Container: { type: 'switch', help: 'Keeps folders as folders, which is so anyway.' },
    Recurse: { type: 'switch', help: 'What is in folders too.' },
    Force: { type: 'switch', help: 'Replaces read-only files and makes folders that are missing.' },
    PassThru: { type: 'switch', help: 'Returns the copies.' },
  },
  defaultParameterSet: 'Path',
  output: [fileInfoType, directoryInfoType],
  impact: 'medium',
  examples: [{ title: 'What would be copied', code: 'Copy-Item / /tmp/copy -WhatIf' }],
  process(args, invocation) {
    const { session } = invocation;
    const query = { literal: false, include: args.Include, exclude: args.Exclude, filter: args.Filter };
    const copying: Copying = { recurse: args.Recurse, force: args.Force, passThru: args.PassThru, query };
    for (const from of existingLocations(invocation, args, query)) {
      const to = locate(session, args.Destination ?? '.');
      if (from.kind === 'item' || to.kind === 'item') {
        if (from.kind !== 'item' || to.kind !== 'item') continue;
        const value = itemValue(session, from.drive, from.name);
        if (invocation.shouldProcess(`Item: ${from.given} Destination: ${to.given}`, 'Copy Item')) {
          setItem(session, to.drive, to.name, value ?? null, args.Force);
        }
        continue;
      }
      const isInto = factsOf(session, to.path)?.folder === true;
      copyPath(
        invocation,
        from.path,
        isInto ? posix.join(to.path, posix.basename(from.path)) : to.path,
        copying,
      );
    }
  },
});

function copyPath(invocation: Invocation, from: string, to: string, copying: Copying): void {
  const { session, host } = invocation;
  const facts = factsOf(session, from);
  if (!facts) return;
  if (from === to || (facts.folder && to.startsWith(`${from}/`))) {
    invocation.writeError({
      message: `Cannot overwrite the item ${from} with itself.`,
      id: 'CopyError',
      category: 'WriteError',
      target: from,
      exceptionType: 'System.IO.IOException',
    });
    return;
  }
  const kind = facts.folder ? 'Directory' : 'File';
  if (!invocation.shouldProcess(`Item: ${from} Destination: ${to}`, `Copy ${kind}`)) return;
  if (facts.folder) {
    if (!factsOf(session, to)) {
      const made = host.files.makeFolder(to);
      if (!made.ok) {
        invocation.writeError(fileError(made.fault, 'CopyDirectoryInfoItemIOError'));
        return;
      }
    }
    if (copying.recurse) copyBelow(invocation, from, to, copying);
  } else {
    if (copying.force) host.files.makeFolder(posix.dirname(to));
    const copied = host.files.copy(from, to);
    if (!copied.ok) {
      invocation.writeError(fileError(copied.fault, 'CopyFileInfoItemIOError'));
      return;
    }
  }
  const made = copying.passThru ? objectAt(session, { kind: 'file', path: to, given: to }) : undefined;
  if (made !== undefined) invocation.write(made);
}

function copyBelow(invocation: Invocation, from: string, to: string, copying: Copying): void {
  invocation.checkInterrupt();
  const entries = invocation.host.files.list(from);
  if (!entries.ok) {
    invocation.writeError(fileError(entries.fault));
    return;
  }
  for (const { name, folder } of entries.value) {
    if (folder || passes(name, copying.query))
      copyPath(invocation, posix.join(from, name), posix.join(to, name), copying);
  }
}
