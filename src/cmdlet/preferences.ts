import { type ResourceKey, resourceKey } from '../values/resource.ts';

export type PreferenceValue = string | number | boolean;

/** One choice of the user that outlives the session. */
export interface Preference {
  readonly name: string;
  readonly value: PreferenceValue;
  /** What holds when the user has chosen nothing. */
  readonly preset: PreferenceValue;
  /** `one of dark, light, none`. */
  readonly allowed: string;
  readonly choices: readonly string[];
  readonly help: string;
}

/** The user's preferences file. */
export interface PreferenceStore {
  readonly file: string;
  list(): readonly Preference[];
  /** Takes a value, as text too; the sentence that says why not, or undefined. */
  set(name: string, value: PreferenceValue): string | undefined;
  /** Back to what holds without a choice: one, or all. */
  reset(name?: string): void;
}

export const preferencesKey: ResourceKey<PreferenceStore> = resourceKey<PreferenceStore>('preferences');
