/** The user's choices for the line editor and the screen, under PSReadLine's names where it has one. */
import type { Preference } from '../cmdlet/preferences.ts';
import { EDIT_MODES, type EditMode } from './editor/key-bindings.ts';
import type { PredictionView } from './reader/reader.ts';
import { THEME_NAMES, type ThemeName } from './screen/theme.ts';

export interface Preferences {
  readonly EditMode: EditMode;
  readonly PredictionViewStyle: PredictionView;
  readonly BellStyle: 'None' | 'Audible';
  readonly MaximumHistoryCount: number;
  readonly HistoryNoDuplicates: boolean;
  readonly ContinuationPrompt: string;
  readonly Theme: ThemeName;
  /** The row under the line with user, role and what is wrong. */
  readonly StatusLine: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  EditMode: 'Emacs',
  PredictionViewStyle: 'InlineView',
  BellStyle: 'None',
  MaximumHistoryCount: 4096,
  HistoryNoDuplicates: true,
  ContinuationPrompt: '>> ',
  Theme: 'dark',
  StatusLine: true,
};

const CHOICES = {
  EditMode: EDIT_MODES,
  PredictionViewStyle: ['InlineView', 'ListView', 'None'],
  BellStyle: ['None', 'Audible'],
  Theme: THEME_NAMES,
} as const;

const HELP: Readonly<Record<keyof Preferences, string>> = {
  EditMode: 'Whose keys the line editor has: those of Bash (Emacs) or those of Windows.',
  PredictionViewStyle:
    'Suggestions from the history: behind the line, as a list under it, or none. F2 changes it.',
  BellStyle: 'What a key without effect does.',
  MaximumHistoryCount: 'How many lines the history keeps.',
  HistoryNoDuplicates: 'The history keeps a line once.',
  ContinuationPrompt: 'What stands before the further lines of an input.',
  Theme: 'Colours for a dark or a light terminal, or none. NO_COLOR and --no-color win over it.',
  StatusLine: 'The row under the line with user, role, running tasks and what is wrong.',
};

/** Every preference with its value and what it may be. */
export function describePreferences(preferences: Preferences): Preference[] {
  return (Object.keys(DEFAULT_PREFERENCES) as (keyof Preferences)[]).map((name) => ({
    name,
    value: preferences[name],
    preset: DEFAULT_PREFERENCES[name],
    allowed: allowed(name).replace(/^it is /, ''),
    choices: name in CHOICES ? CHOICES[name as keyof typeof CHOICES] : [],
    help: HELP[name],
  }));
}

export interface PreferenceChange {
  readonly preferences: Preferences;
  /** One sentence for each value that was not taken. */
  readonly problems: readonly string[];
}

/** Applies values by name, whatever the case; what is unknown or wrong is left out and said. */
export function changePreferences(
  before: Preferences,
  values: Readonly<Record<string, unknown>>,
): PreferenceChange {
  const problems: string[] = [];
  let preferences = before;
  for (const [given, value] of Object.entries(values)) {
    const name = (Object.keys(before) as (keyof Preferences)[]).find(
      (key) => key.toLowerCase() === given.toLowerCase(),
    );
    const taken = name === undefined ? undefined : accepted(name, value);
    if (name === undefined) problems.push(`There is no option ${given}.`);
    else if (taken === undefined)
      problems.push(`${name} cannot be ${JSON.stringify(value)}; ${allowed(name)}.`);
    else preferences = { ...preferences, [name]: taken };
  }
  return { preferences, problems };
}

function accepted(name: keyof Preferences, value: unknown): string | number | boolean | undefined {
  switch (name) {
    case 'MaximumHistoryCount':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000
        ? value
        : undefined;
    case 'HistoryNoDuplicates':
    case 'StatusLine':
      return typeof value === 'boolean' ? value : undefined;
    case 'ContinuationPrompt':
      return typeof value === 'string' && value.length <= 20 && !/[\u0000-\u001f]/.test(value)
        ? value
        : undefined;
    default:
      return CHOICES[name].find((choice) => choice.toLowerCase() === String(value).toLowerCase());
  }
}

function allowed(name: keyof Preferences): string {
  switch (name) {
    case 'MaximumHistoryCount':
      return 'it is a whole number from 1 to 100000';
    case 'HistoryNoDuplicates':
    case 'StatusLine':
      return 'it is true or false';
    case 'ContinuationPrompt':
      return 'it is up to 20 printable characters';
    default:
      return `it is one of ${CHOICES[name].join(', ')}`;
  }
}
