import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Where things lie on this machine, from the environment that only this room reads. */

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's data folder for vSeal: `$XDG_DATA_HOME/vseal`, or what the platform has for it. */
export function dataFolder(environment: Environment = process.env): string {
  const { XDG_DATA_HOME, APPDATA } = environment;
  if (XDG_DATA_HOME !== undefined && XDG_DATA_HOME !== '') return join(XDG_DATA_HOME, 'vseal');
  if (process.platform === 'win32' && APPDATA !== undefined) return join(APPDATA, 'vseal');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'vseal');
  return join(homedir(), '.local', 'share', 'vseal');
}

/** The state file: --state, else `$VSEAL_STATE`, else in the data folder. */
export function statePathOf(option: string | undefined, environment: Environment = process.env): string {
  const given = option ?? environment['VSEAL_STATE'];
  return given === undefined || given === ''
    ? join(dataFolder(environment), 'datacenter.json')
    : resolve(given);
}

/** Memory-backed folders for what hosts hold in memory, best first. */
export function runtimeFolders(environment: Environment = process.env): string[] {
  const { XDG_RUNTIME_DIR } = environment;
  const folders =
    XDG_RUNTIME_DIR === undefined || XDG_RUNTIME_DIR === '' ? [] : [join(XDG_RUNTIME_DIR, 'vseal')];
  return [...folders, `/dev/shm/vseal-${userInfo().uid}`];
}
