import type { Place, Session } from './session.ts';

/** What stands behind a drive. */
export type ProviderName = 'FileSystem' | 'Environment' | 'Variable' | 'Function' | 'Alias';

export interface Drive {
  readonly name: string;
  readonly provider: ProviderName;
  /** The folder that a file system drive begins at; empty for the others. */
  readonly root: string;
  readonly description: string;
}

const tables = new WeakMap<Session, Map<string, Drive>>();

/** The drives of a session, by lower-cased name. New-PSDrive adds to them. */
export function drivesOf(session: Session): Map<string, Drive> {
  let table = tables.get(session);
  if (!table) {
    const { temporaryFolder } = session.host.files;
    table = new Map(
      [
        drive('/', 'FileSystem', '/', ''),
        drive('Alias', 'Alias', '', 'Short names of commands'),
        drive('Env', 'Environment', '', 'The environment of the shell'),
        drive('Function', 'Function', '', 'Functions of the session'),
        drive('Temp', 'FileSystem', temporaryFolder, 'The folder for temporary files'),
        drive('Variable', 'Variable', '', 'Variables of the session'),
      ].map((each) => [each.name.toLowerCase(), each]),
    );
    tables.set(session, table);
  }
  return table;
}

function drive(name: string, provider: ProviderName, root: string, description: string): Drive {
  return { name, provider, root, description };
}

/** A path split at its drive: `TestDrive:/a` is the drive's root and `a`. Undefined without a known drive. */
export function splitDrive(
  session: Session,
  path: string,
): { readonly drive: Drive; readonly rest: string } | undefined {
  const match = /^(?:(?:Microsoft\.PowerShell\.Core\\)?(\w+)::)?(?:([\w.-]+):)?(.*)$/s.exec(path);
  if (!match) return undefined;
  const [, provider, name, rest = ''] = match;
  if (name !== undefined) {
    const found = drivesOf(session).get(name.toLowerCase());
    return found && { drive: found, rest };
  }
  if (provider === undefined) return undefined;
  const found = [...drivesOf(session).values()].find(
    (each) => each.provider.toLowerCase() === provider.toLowerCase(),
  );
  return found && { drive: found, rest };
}

/** A place as it is shown: with the drive's name where that is not the one of all files. */
export function placeText(session: Session, place: Place): string {
  const drive = drivesOf(session).get(place.drive.toLowerCase());
  if (drive === undefined || drive.name === '/') return place.path;
  const below =
    drive.provider === 'FileSystem' ? place.path.slice(drive.root.length).replace(/^\/+/, '') : '';
  return `${drive.name}:/${below}`;
}
