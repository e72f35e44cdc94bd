import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType } from '../../src/cmdlet/file-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { unescapeWildcard } from '../../src/values/wildcard.ts';
import { setItem } from './item-change.ts';
import { objectAt } from './item-objects.ts';
import { exists, factsOf, fileError, type Location, locate, slashes } from './location.ts';

export default defineCmdlet({
  name: 'New-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['ni'],
  synopsis: 'Makes a file, a folder, a variable, a function or an alias.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      sets: ['pathSet', 'nameSet'],
      mandatory: ['pathSet'],
      position: { pathSet: 0, nameSet: 0 },
      pipeline: 'name',
      help: 'Where.',
    },
    Name: {
      type: 'string',
      mandatory: ['nameSet'],
      pipeline: { nameSet: 'name' },
      sets: ['nameSet'],
      allowNull: true,
      allowEmpty: true,
      help: 'Its name, below -Path.',
    },
    ItemType: {
      type: 'string',
      pipeline: 'name',
      aliases: ['Type'],
      help: 'File, Directory, SymbolicLink or HardLink; File when not given.',
    },
    Value: {
      type: 'object',
      pipeline: 'both',
      aliases: ['Target'],
      help: 'What it holds; what a link points to.',
    },
    Force: { type: 'switch', help: 'Makes the folders above, and replaces a file.' },
  },
  defaultParameterSet: 'pathSet',
  output: [fileInfoType, directoryInfoType],
  impact: 'medium',
  examples: [
    { title: 'A variable', code: 'New-Item -Path Variable:limit -Value 10' },
    {
      title: 'A folder',
      code: "New-Item -ItemType Directory -Path (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-reports') -Force",
    },
  ],
  process(args, invocation) {
    for (const path of args.Path ?? ['.']) {
      const full = args.Name === undefined ? path : below(unescapeWildcard(path), args.Name);
      const location = locate(invocation.session, full);
      if (location.kind === 'file') makeFile(invocation, location.path, args);
      else makeItem(invocation, location, args);
    }
  },
});

function below(path: string, name: string): string {
  return path.endsWith(':') ? path + name : posix.join(path, name);
}

interface Wanted {
  readonly ItemType: string | undefined;
  readonly Value: Value | undefined;
  readonly Force: boolean;
}

function makeItem(invocation: Invocation, location: Location & { kind: 'item' }, args: Wanted): void {
  const { session } = invocation;
  if (exists(session, location) && !args.Force) {
    invocation.writeError({
      message: `An item with the specified name ${location.given} already exists.`,
      id: 'Argument',
      category: 'InvalidArgument',
      target: location.given,
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
    return;
  }
  if (!invocation.shouldProcess(location.given, 'New Item')) return;
  setItem(session, location.drive, location.name, args.Value ?? null, args.Force);
  const made = objectAt(session, location);
  if (made !== undefined) invocation.write(made);
}

function makeFile(invocation: Invocation, path: string, args: Wanted): void {
  const kind = itemKind(invocation, args.ItemType);
  const { files } = invocation.host;
  if (kind === 'SymbolicLink' || kind === 'HardLink') {
    makeLink(invocation, path, kind, args);
    return;
  }
  const existing = factsOf(invocation.session, path);
  if (kind === 'Directory') {
    if (existing && !(args.Force && existing.folder)) {
      invocation.writeError({
        message: `An item with the specified name ${path} already exists.`,
        id: 'DirectoryExist',
        category: 'ResourceExists',
        target: path,
        exceptionType: 'System.IO.IOException',
        advice: `Get-Item '${path}'`,
      });
      return;
    }
    if (!invocation.shouldProcess(`Destination: ${path}`, 'Create Directory')) return;
    const made = files.makeFolder(path);
    if (!made.ok) {
      invocation.writeError(fileError(made.fault, 'CreateDirectoryIOError'));
      return;
    }
  } else {
    if (!invocation.shouldProcess(`Destination: ${path}`, 'Create File')) return;
    if (args.Force) files.makeFolder(posix.dirname(path));
    const text = args.Value === undefined ? '' : toText(args.Value);
    const data = new TextEncoder().encode(text);
    const written = files.write(path, data, args.Force ? 'replace' : 'create');
    if (!written.ok) {
      invocation.writeError(fileError(written.fault, 'NewItemIOError'));
      return;
    }
  }
  const made = objectAt(invocation.session, { kind: 'file', path, given: path });
  if (made !== undefined) invocation.write(made);
}

type FileItem = 'File' | 'Directory' | 'SymbolicLink' | 'HardLink';

function makeLink(
  invocation: Invocation,
  path: string,
  kind: 'SymbolicLink' | 'HardLink',
  args: Wanted,
): void {
  const target = args.Value === undefined ? '' : slashes(toText(args.Value).trim());
  if (target === '') {
    invocation.throwTerminating({
      message:
        "Cannot process argument because the value of argument 'content' is null. (Parameter 'content')",
      id: 'ArgumentNull',
      category: 'InvalidArgument',
      target: path,
      why: 'A link points somewhere.',
      advice: `New-Item ${path} -ItemType ${kind} -Target …`,
      exceptionType: 'System.Management.Automation.PSArgumentNullException',
      exceptionFields: new Map([['paramname', 'content']]),
    });
  }
  const { files } = invocation.host;
  if (
    !invocation.shouldProcess(
      `Destination: ${path}`,
      kind === 'HardLink' ? 'Create Hard Link' : 'Create Symbolic Link',
    )
  )
    return;
  if (args.Force && factsOf(invocation.session, path)?.folder === false) files.remove(path, false);
  // A symbolic link keeps its target as it is written, from the folder in which it stands.
  const made = files.link(path, kind === 'HardLink' ? invocation.session.resolvePath(target) : target, kind);
  if (!made.ok) {
    invocation.writeError(fileError(made.fault, 'NewItemIOError'));
    return;
  }
  const object = objectAt(invocation.session, { kind: 'file', path, given: path });
  if (object !== undefined) invocation.write(object);
}

/** `File` or `Directory`, from a beginning of either word, or a kind of link. */
function itemKind(invocation: Invocation, given: string | undefined): FileItem {
  const word = (given ?? 'file').toLowerCase();
  if (word !== '' && 'file'.startsWith(word)) return 'File';
  if (word !== '' && ('directory'.startsWith(word) || word === 'container')) return 'Directory';
  if (word === 'symboliclink') return 'SymbolicLink';
  if (word === 'hardlink') return 'HardLink';
  return invocation.throwTerminating({
    message: `The type '${given ?? ''}' is not a known type for the file system. Only "file", "directory", "symboliclink" and "hardlink" can be specified.`,
    id: 'Argument',
    category: 'InvalidArgument',
    target: given ?? '',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}
