/** The user's choices for the line editor and the screen, under PSReadLine's names where it has one. */
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
