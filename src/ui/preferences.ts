/** The user's choices for the line editor and the screen, under PSReadLine's names where it has one. */
import type { Preference } from '../cmdlet/preferences.ts';
import { EDIT_MODES, type EditMode } from './editor/key-bindings.ts';
import type { EditorContext } from './editor/state.ts';
import { WORD_DELIMITERS } from './editor/word.ts';
import type { HistoryOptions } from './history/history.ts';
import type { PredictionView } from './reader/reader.ts';
import { THEME_NAMES, type ThemeName } from './screen/theme.ts';

export interface Preferences {
  readonly EditMode: EditMode;
  readonly PredictionViewStyle: PredictionView;
  readonly BellStyle: 'None' | 'Audible';
  readonly MaximumHistoryCount: number;
  readonly HistoryNoDuplicates: boolean;
  /** When lines go to the history file. */
  readonly HistorySaveStyle: 'SaveIncrementally' | 'SaveAtExit' | 'SaveNothing';
  readonly HistorySearchCursorMovesToEnd: boolean;
  readonly HistorySearchCaseSensitive: boolean;
  readonly MaximumKillRingCount: number;
  readonly WordDelimiters: string;
  /** The description column of the completion menu. */
  readonly ShowToolTips: boolean;
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
  HistorySaveStyle: 'SaveIncrementally',
  HistorySearchCursorMovesToEnd: false,
  HistorySearchCaseSensitive: false,
  MaximumKillRingCount: 10,
  WordDelimiters: WORD_DELIMITERS,
  ShowToolTips: true,
  ContinuationPrompt: '>> ',
  Theme: 'dark',
  StatusLine: true,
};

const CHOICES = {
  EditMode: EDIT_MODES,
  PredictionViewStyle: ['InlineView', 'ListView', 'None'],
  BellStyle: ['None', 'Audible'],
  HistorySaveStyle: ['SaveIncrementally', 'SaveAtExit', 'SaveNothing'],
  Theme: THEME_NAMES,
} as const;

const HELP: Readonly<Record<keyof Preferences, string>> = {
  EditMode: 'Whose keys the line editor has: those of Bash (Emacs) or those of Windows.',
  PredictionViewStyle:
    'Suggestions from the history: behind the line, as a list under it, or none. F2 changes it.',
  BellStyle: 'What a key without effect does.',
  MaximumHistoryCount: 'How many lines the history keeps.',
  HistoryNoDuplicates: 'The history keeps a line once.',
  HistorySaveStyle: 'When lines go to the history file: each when it is entered, all at the end, or never.',
  HistorySearchCursorMovesToEnd: 'A search by prefix (F8) leaves the cursor at the end of the line.',
  HistorySearchCaseSensitive: 'A search by prefix (F8) tells capitals from small letters.',
  MaximumKillRingCount: 'How many killed texts Yank can bring back.',
  WordDelimiters: 'Characters that end a word besides white space.',
  ShowToolTips: 'The completion menu has a column of descriptions.',
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

const RANGES = { MaximumHistoryCount: [1, 100_000], MaximumKillRingCount: [1, 1000] } as const;
const LENGTHS = { ContinuationPrompt: 20, WordDelimiters: 200 } as const;

function accepted(name: keyof Preferences, value: unknown): string | number | boolean | undefined {
  switch (name) {
    case 'MaximumHistoryCount':
    case 'MaximumKillRingCount': {
      const [least, most] = RANGES[name];
      return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
        ? Number(value)
        : undefined;
    }
    case 'HistoryNoDuplicates':
    case 'HistorySearchCursorMovesToEnd':
    case 'HistorySearchCaseSensitive':
    case 'ShowToolTips':
    case 'StatusLine':
      return typeof value === 'boolean' ? value : undefined;
    case 'ContinuationPrompt':
    case 'WordDelimiters':
      return typeof value === 'string' && value.length <= LENGTHS[name] && !/[\u0000-\u001f]/.test(value)
        ? value
        : undefined;
    default:
      return CHOICES[name].find((choice) => choice.toLowerCase() === String(value).toLowerCase());
  }
}

function allowed(name: keyof Preferences): string {
  switch (name) {
    case 'MaximumHistoryCount':
    case 'MaximumKillRingCount':
      return `it is a whole number from ${RANGES[name].join(' to ')}`;
    case 'HistoryNoDuplicates':
    case 'HistorySearchCursorMovesToEnd':
    case 'HistorySearchCaseSensitive':
    case 'ShowToolTips':
    case 'StatusLine':
      return 'it is true or false';
    case 'ContinuationPrompt':
    case 'WordDelimiters':
      return `it is up to ${LENGTHS[name]} printable characters`;
    default:
      return `it is one of ${CHOICES[name].join(', ')}`;
  }
}

/** What the editor's functions look at. */
export function editorOptions(
  preferences: Preferences,
): Pick<EditorContext, 'wordDelimiters' | 'historySearch' | 'maximumKillRing'> {
  return {
    wordDelimiters: preferences.WordDelimiters,
    historySearch: {
      toEnd: preferences.HistorySearchCursorMovesToEnd,
      caseSensitive: preferences.HistorySearchCaseSensitive,
    },
    maximumKillRing: preferences.MaximumKillRingCount,
  };
}

/** What the history looks at. */
export function historyOptions(preferences: Preferences): HistoryOptions {
  return {
    limit: preferences.MaximumHistoryCount,
    deduplicate: preferences.HistoryNoDuplicates,
    save: preferences.HistorySaveStyle,
  };
}
