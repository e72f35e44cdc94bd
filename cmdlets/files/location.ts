import { posix } from 'node:path';
import { type Drive, drivesOf, splitDrive } from '../../src/cmdlet/drives.ts';
import { type CmdletError, terminatingError } from '../../src/cmdlet/error.ts';
import type { FileFacts, FileFault } from '../../src/cmdlet/host.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { hasWildcard, unescapeWildcard, wildcardPattern } from '../../src/values/wildcard.ts';

/** A path that a cmdlet was given, resolved: a file system path, or a name on another drive. */
export type Location =
  | { readonly kind: 'file'; readonly path: string; readonly given: string }
  | { readonly kind: 'item'; readonly drive: Drive; readonly name: string; readonly given: string };

/** The absolute location of a path, whether or not anything is there. Backslashes separate like slashes. */
export function locate(session: Session, given: string): Location {
  const qualified = splitDrive(session, given);
  if (!qualified) {
    const provider = /^((?:[\w.]+\\)?[\w.]+)::/.exec(given);
    if (provider) throw noProvider(provider[1] ?? '');
    const unknown = /^([\w.-]+):(?![:])/.exec(given);
    if (unknown) throw noDrive(unknown[1] ?? '');
    const { drive } = session.place();
    const here = drivesOf(session).get(drive.toLowerCase());
    if (here !== undefined && here.provider !== 'FileSystem' && !/^[/\\~]/.test(given))
      return {
        kind: 'item',
        drive: here,
        name: given === '.' || given === '..' ? '' : slashes(given),
        given,
      };
    return { kind: 'file', path: clean(session.resolvePath(slashes(given))), given };
  }
  const { drive, rest } = qualified;
  if (drive.provider !== 'FileSystem') {
    return { kind: 'item', drive, name: slashes(rest).replace(/^\/+|\/+$/g, ''), given };
  }
  const below = slashes(rest);
  const base = below.startsWith('/') ? drive.root : (session.folderOnDrive(drive.name) ?? drive.root);
  const path = drive.name === '/' ? session.resolvePath(below) : posix.join(base, below);
  return { kind: 'file', path: clean(path), given };
}

export function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

export function noDrive(name: string): Error {
  return terminatingError({
    message: `Cannot find drive. A drive with the name '${name}' does not exist.`,
    id: 'DriveNotFound',
    category: 'ObjectNotFound',
    target: name,
    advice: 'Get-PSDrive',
    exceptionType: 'System.Management.Automation.DriveNotFoundException',
  });
}

function noProvider(name: string): Error {
  return terminatingError({
    message: `Cannot find a provider with the name '${name}'.`,
    id: 'ProviderNotFound',
    category: 'ObjectNotFound',
    target: name,
    advice: 'Get-PSProvider',
    exceptionType: 'System.Management.Automation.ProviderNotFoundException',
  });
}

/** The error of a path with nothing there. */
export function pathNotFound(path: string): CmdletError {
  return {
    message: `Cannot find path '${path}' because it does not exist.`,
    id: 'PathNotFound',
    category: 'ObjectNotFound',
    target: path,
    exceptionType: 'System.Management.Automation.ItemNotFoundException',
  };
}

/** A fault of the file system as an error of a cmdlet. */
export function fileError(fault: FileFault, id?: string): CmdletError {
  const { path } = fault;
  switch (fault.kind) {
    case 'NotFound':
      return pathNotFound(path);
    case 'Exists':
      return {
        message: `The file '${path}' already exists.`,
        id: id ?? 'NewItemIOError',
        category: 'WriteError',
        target: path,
        exceptionType: 'System.IO.IOException',
      };
    case 'Denied':
      return {
        message: `Access to the path '${path}' is denied.`,
        id: id ?? 'UnauthorizedAccess',
        category: 'PermissionDenied',
        target: path,
        exceptionType: 'System.UnauthorizedAccessException',
      };
    case 'IsFolder':
      return {
        message: `Access to the path '${path}' is denied.`,
        why: 'It is a folder, not a file.',
        id: id ?? 'UnauthorizedAccess',
        category: 'PermissionDenied',
        target: path,
        exceptionType: 'System.UnauthorizedAccessException',
      };
    case 'NotFolder':
      return {
        message: `Could not find a part of the path '${path}'.`,
        id: id ?? 'DirectoryNotFound',
        category: 'ObjectNotFound',
        target: path,
        exceptionType: 'System.IO.DirectoryNotFoundException',
      };
    case 'NotEmpty':
      return {
        message: `The folder '${path}' is not empty.`,
        id: id ?? 'DirectoryNotEmpty',
        category: 'WriteError',
        target: path,
        advice: `Remove-Item '${path}' -Recurse`,
        exceptionType: 'System.IO.IOException',
      };
    case 'TooLarge':
      return {
        message: `The file '${path}' is larger than ${fault.limitBytes} bytes, the most that is read at once.`,
        id: id ?? 'FileTooLarge',
        category: 'LimitsExceeded',
        target: path,
        exceptionType: 'System.IO.IOException',
      };
    case 'Io':
      return {
        message: `${path}: ${fault.message}`,
        id: id ?? 'IOError',
        category: 'NotSpecified',
        target: path,
        exceptionType: 'System.IO.IOException',
      };
  }
}

export function factsOf(session: Session, path: string): FileFacts | undefined {
  const facts = session.host.files.facts(path);
  return facts.ok ? facts.value : undefined;
}

/** The names of what is in a drive that is no file system. */
export function itemNames(session: Session, drive: Drive): readonly string[] {
  switch (drive.provider) {
    case 'Environment':
      return session.host.environment.names();
    case 'Variable':
      return session.variables.list().map(({ name }) => name);
    case 'Function':
      return session.functions.names();
    case 'Alias':
      return session.aliases.list().map(({ name }) => name);
    case 'FileSystem':
      return [];
  }
}

/** True when there is something at the location. */
export function exists(session: Session, location: Location): boolean {
  if (location.kind === 'file') return factsOf(session, location.path) !== undefined;
  if (location.name === '') return true;
  const wanted = location.name.toLowerCase();
  if (location.drive.provider === 'Environment')
    return session.host.environment.get(location.name) !== undefined;
  return itemNames(session, location.drive).some((name) => name.toLowerCase() === wanted);
}

export interface PathQuery {
  readonly literal: boolean;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly filter?: string | undefined;
}

/** The existing locations that a path means, wildcards expanded. Undefined: nothing is there and no wildcard excuses it. */
export function expand(session: Session, given: string, query: PathQuery): Location[] | undefined {
  if (query.literal || !hasWildcard(given)) {
    const location = locate(session, query.literal ? given : unescapeWildcard(given));
    return exists(session, location) ? [location].filter((each) => passes(leafOf(each), query)) : undefined;
  }
  const location = locate(session, given);
  const found =
    location.kind === 'file'
      ? expandFiles(session, location.path).map((path): Location => ({ kind: 'file', path, given: path }))
      : itemNames(session, location.drive)
          .filter((name) => wildcardPattern(location.name).test(name))
          .map(
            (name): Location => ({
              kind: 'item',
              drive: location.drive,
              name,
              given: `${location.drive.name}:${name}`,
            }),
          );
  return found.filter((each) => passes(leafOf(each), query));
}

export function leafOf(location: Location): string {
  return location.kind === 'file' ? posix.basename(location.path) : location.name;
}

/** -Include, -Exclude and -Filter on a name. */
export function passes(name: string, { include, exclude, filter }: PathQuery): boolean {
  if (include && !include.some((pattern) => wildcardPattern(pattern).test(name))) return false;
  if (exclude?.some((pattern) => wildcardPattern(pattern).test(name)) === true) return false;
  // As the file system reads it, `*.*` means names without a point too.
  return filter === undefined || wildcardPattern(filter.replace(/\.\*$/, '*')).test(name);
}

/** Every path that matches, folder by folder. Names that begin with a dot match as others do. */
function expandFiles(session: Session, pattern: string): string[] {
  let paths = [''];
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    if (!hasWildcard(segment)) {
      paths = paths.map((path) => `${path}/${unescapeWildcard(segment)}`);
      continue;
    }
    const matcher = wildcardPattern(segment);
    paths = paths.flatMap((path) => {
      const entries = session.host.files.list(path === '' ? '/' : path);
      return entries.ok
        ? entries.value
            .map(({ name }) => name)
            .filter((name) => matcher.test(name))
            .sort(byName)
            .map((name) => `${path}/${name}`)
        : [];
    });
  }
  return paths.filter((path) => factsOf(session, path) !== undefined);
}

export function byName(a: string, b: string): number {
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The locations of -Path or -LiteralPath; a path with nothing there is reported and left out. */
export function existingLocations(
  invocation: Invocation,
  args: {
    readonly Path?: readonly string[] | undefined;
    readonly LiteralPath?: readonly string[] | undefined;
  },
  query: Omit<PathQuery, 'literal'> = {},
  missing: (path: string) => CmdletError = pathNotFound,
): Location[] {
  const literal = args.LiteralPath !== undefined;
  return (args.LiteralPath ?? args.Path ?? []).flatMap((given) => {
    const found = expand(invocation.session, given, { ...query, literal });
    if (found) return found;
    const location = locate(invocation.session, given);
    invocation.writeError(missing(location.kind === 'file' ? location.path : given));
    return [];
  });
}
