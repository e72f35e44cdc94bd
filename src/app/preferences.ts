import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';

export interface StoredPreferences {
  readonly values: Readonly<Record<string, unknown>>;
  /** Sentences for the user about what was wrong with the file. */
  readonly problems: readonly string[];
}

/** The user's preferences for the prompt. A file that cannot be read is set aside and said, never fatal. */
export function readPreferences(folder: string): StoredPreferences {
  const file = join(folder, 'preferences.json');
  try {
    return { values: open(folder).store, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const aside = `${file}.broken`;
    if (existsSync(file)) renameSync(file, aside);
    return { values: {}, problems: [`${file} could not be read (${reason}) and was set aside as ${aside}.`] };
  }
}

function open(folder: string): Conf {
  return new Conf({
    cwd: folder,
    configName: 'preferences',
    clearInvalidConfig: false,
  });
}
