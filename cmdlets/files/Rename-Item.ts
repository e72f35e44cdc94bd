import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType } from '../../src/cmdlet/file-info.ts';
import { removeItem, setItem } from './item-change.ts';
import { itemValue, objectAt } from './item-objects.ts';
import { existingLocations, factsOf, fileError } from './location.ts';

export default defineCmdlet({
  name: 'Rename-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['ren', 'rni'],
  synopsis: 'Gives a file, a folder or another item a new name.',
  parameters: {
    Path: {
      type: 'string',
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      pipeline: { ByPath: 'both' },
      sets: ['ByPath'],
      help: 'What.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['ByLiteralPath'],
      pipeline: { ByLiteralPath: 'name' },
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'What, taken as it is.',
    },
    NewName: { type: 'string', mandatory: true, position: 1, pipeline: 'name', help: 'The new name.' },
    Force: { type: 'switch', help: 'Replaces a file of that name.' },
    PassThru: { type: 'switch', help: 'Returns what was renamed.' },
  },
  defaultParameterSet: 'ByPath',
  output: [fileInfoType, directoryInfoType],
  impact: 'medium',
  examples: [{ title: 'A variable', code: '$old = 1\nRename-Item Variable:old new\n$new' }],
  process(args, invocation) {
    const { session, host } = invocation;
    const asked =
      args.LiteralPath === undefined ? { Path: [args.Path ?? ''] } : { LiteralPath: [args.LiteralPath] };
    for (const from of existingLocations(invocation, asked)) {
      if (from.kind === 'item') {
        const value = itemValue(session, from.drive, from.name);
        if (!invocation.shouldProcess(`Item: ${from.given} NewName: ${args.NewName}`, 'Rename Item'))
          continue;
        setItem(session, from.drive, args.NewName, value ?? null, args.Force);
        removeItem(session, from.drive, from.name, args.Force);
        continue;
      }
      const target = posix.join(posix.dirname(from.path), args.NewName);
      if (!invocation.shouldProcess(`Item: ${from.path} Destination: ${target}`, 'Rename File')) continue;
      if (factsOf(session, target) && !args.Force) {
        invocation.writeError(fileError({ kind: 'Exists', path: target }, 'RenameItemIOError'));
        continue;
      }
      const moved = host.files.move(from.path, target);
      if (!moved.ok) invocation.writeError(fileError(moved.fault, 'RenameItemIOError'));
      const object =
        args.PassThru && moved.ok
          ? objectAt(session, { kind: 'file', path: target, given: target })
          : undefined;
      if (object !== undefined) invocation.write(object);
    }
  },
});
