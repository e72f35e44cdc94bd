import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import type { PreferenceStore } from '../cmdlet/preferences.ts';
import { changePreferences, DEFAULT_PREFERENCES, describePreferences } from '../ui/preferences.ts';

export interface StoredPreferences {
  readonly values: Readonly<Record<string, unknown>>;
  /** Sentences for the user about what was wrong with the file. */
  readonly problems: readonly string[];
}

/** The user's preferences for the prompt. A file that cannot be read is set aside and said, never fatal. */
export function readPreferences(folder: string): StoredPreferences {
  const file = fileIn(folder);
  try {
    return { values: open(folder).store, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const aside = `${file}.broken`;
    if (existsSync(file)) renameSync(file, aside);
    return { values: {}, problems: [`${file} could not be read (${reason}) and was set aside as ${aside}.`] };
  }
}

/** The preferences as Get- and Set-VSealOption see them. */
export function createPreferenceStore(folder: string): PreferenceStore {
  const current = (): ReturnType<typeof describePreferences> =>
    describePreferences(changePreferences(DEFAULT_PREFERENCES, readPreferences(folder).values).preferences);
  return {
    file: fileIn(folder),
    list: current,
    set(name, value) {
      const known = current().find((each) => each.name.toLowerCase() === name.toLowerCase());
      const { preferences, problems } = changePreferences(DEFAULT_PREFERENCES, { [name]: fromText(value) });
      if (known === undefined || problems.length > 0) return problems.join(' ');
      open(folder).set(known.name, preferences[known.name as keyof typeof preferences]);
      return undefined;
    },
    reset(name) {
      const known = current().find((each) => each.name.toLowerCase() === name?.toLowerCase());
      if (name === undefined) open(folder).clear();
      else if (known !== undefined) open(folder).delete(known.name);
    },
  };
}

/** `true`, `$false` and `100` as the values that they mean. */
function fromText(value: string | number | boolean): string | number | boolean {
  if (typeof value !== 'string') return value;
  if (/^\$?(true|false)$/i.test(value)) return /true/i.test(value);
  return /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function fileIn(folder: string): string {
  return join(folder, 'preferences.json');
}

function open(folder: string): Conf {
  return new Conf({
    cwd: folder,
    configName: 'preferences',
    clearInvalidConfig: false,
    configFileMode: 0o600,
  });
}
