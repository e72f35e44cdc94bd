/** PSReadLine's functions that this editor has, with the group and description that the cmdlets show. */
export const FUNCTION_TABLE = {
  Abort: ['Basic', 'Abort the current operation, for example an incremental history search'],
  AcceptAndGetNext: ['Basic', 'Accept the input and move to the next item from history if it exists'],
  AcceptLine: ['Basic', 'Accept the input or move to the next line if input is missing a closing token'],
  AcceptNextSuggestionWord: ['Prediction', 'Accept the next word of the inline or selected suggestion'],
  AcceptSuggestion: ['Prediction', 'Accept the current inline or selected suggestion'],
  AddLine: ['Basic', 'Move the cursor to the next line without attempting to execute the input'],
  BackwardChar: ['CursorMovement', 'Move the cursor back one character'],
  BackwardDeleteChar: ['Basic', 'Delete the character before the cursor'],
  BackwardDeleteInput: ['Basic', 'Delete the text from the cursor to the start of the input'],
  BackwardDeleteLine: ['Basic', 'Delete the text from the cursor to the start of the line'],
  BackwardDeleteWord: ['Basic', 'Delete the previous word'],
  BackwardKillInput: ['Basic', 'Move the text from the start of the input to the cursor to the kill ring'],
  BackwardKillLine: ['Basic', 'Move the text from the start of the line to the cursor to the kill ring'],
  BackwardKillWord: [
    'Basic',
    'Move the text from the start of the current or previous word to the cursor to the kill ring',
  ],
  BackwardWord: ['CursorMovement', 'Move the cursor to the beginning of the current or previous word'],
  BeginningOfHistory: ['History', 'Move to the first item in the history'],
  BeginningOfLine: ['CursorMovement', 'Move the cursor to the beginning of the line'],
  CancelLine: ['Basic', 'Abort editing the current line and leave the line displayed'],
  CapitalizeWord: ['Basic', 'Upcase the first character of the current or next word, downcase the rest'],
  CharacterSearch: ['Search', 'Move the cursor to the next occurrence of the typed character'],
  CharacterSearchBackward: ['Search', 'Move the cursor to the previous occurrence of the typed character'],
  ChordFirstKey: ['Miscellaneous', 'Begin a chord of two keys'],
  ClearHistory: ['History', 'Remove all items from the command line history'],
  ClearScreen: ['Miscellaneous', 'Clear the screen and redraw the current line at the top of the screen'],
  Complete: ['Completion', 'Complete the input as far as all possible completions agree'],
  Copy: ['Basic', 'Copy selected region to the clipboard, or the whole line when no region is selected'],
  CopyOrCancelLine: [
    'Basic',
    'Copy selected text to the clipboard, or cancel the line when no text is selected',
  ],
  Cut: ['Basic', 'Move the selected region to the clipboard'],
  DeleteChar: ['Basic', 'Delete the character under the cursor'],
  DeleteCharOrExit: [
    'Basic',
    'Delete the character under the cursor, or exit the shell when the line is empty',
  ],
  DeleteWord: ['Basic', 'Delete the next word'],
  DigitArgument: ['Miscellaneous', 'Start or accumulate a numeric argument to other functions'],
  DowncaseWord: ['Basic', 'Downcase the current or next word'],
  EndOfHistory: ['History', 'Move to the last item (the current input) in the history'],
  EndOfLine: ['CursorMovement', 'Move the cursor to the end of the line'],
  ExchangePointAndMark: [
    'Selection',
    'Place the cursor at the mark and move the mark to where the cursor was',
  ],
  ForwardChar: ['CursorMovement', 'Move the cursor forward one character; at the end, accept the suggestion'],
  ForwardDeleteInput: ['Basic', 'Delete the text from the cursor to the end of the input'],
  ForwardDeleteLine: ['Basic', 'Delete the text from the cursor to the end of the line'],
  ForwardSearchHistory: ['History', 'Search history forward interactively'],
  ForwardWord: ['CursorMovement', 'Move the cursor to the end of the current or next word'],
  GotoBrace: ['CursorMovement', 'Go to the matching brace, parenthesis, or square bracket'],
  GotoFirstNonBlankOfLine: ['CursorMovement', 'Move to the first non-blank character of the line'],
  HistorySearchBackward: [
    'History',
    'Search for the previous item in the history that starts with the current input',
  ],
  HistorySearchForward: [
    'History',
    'Search for the next item in the history that starts with the current input',
  ],
  InsertLineAbove: ['Basic', 'Insert a new empty line above the current line'],
  InsertLineBelow: ['Basic', 'Insert a new empty line below the current line'],
  InvertCase: ['Basic', 'Invert the case of the current character and move to the next one'],
  KillLine: ['Basic', 'Move the text from the cursor to the end of the line to the kill ring'],
  KillRegion: ['Basic', 'Kill the text between the cursor and the mark'],
  KillWord: [
    'Basic',
    'Move the text from the cursor to the end of the current or next word to the kill ring',
  ],
  MenuComplete: ['Completion', 'Complete the input by choosing from a menu with descriptions'],
  NextHistory: ['History', 'Replace the input with the next item in the history'],
  NextLine: [
    'CursorMovement',
    'Move the cursor to the next line, or to the next item in the history from the last one',
  ],
  NextSuggestion: ['Prediction', 'Navigate to the next suggestion in the list'],
  NextWord: ['CursorMovement', 'Move the cursor forward to the start of the next word'],
  Paste: ['Basic', 'Paste text from the clipboard'],
  PossibleCompletions: ['Completion', 'Display the possible completions without changing the input'],
  PreviousHistory: ['History', 'Replace the input with the previous item in the history'],
  PreviousLine: [
    'CursorMovement',
    'Move the cursor to the previous line, or to the previous item in the history from the first one',
  ],
  PreviousSuggestion: ['Prediction', 'Navigate to the previous suggestion in the list'],
  Redo: ['Basic', 'Redo an undo'],
  ReverseSearchHistory: ['History', 'Search history backwards interactively'],
  RevertLine: ['Basic', 'Undo all edits to the line and empty it'],
  SelectAll: ['Selection', 'Select the entire input, cursor at its end'],
  SelectBackwardChar: ['Selection', 'Adjust the current selection to include the previous character'],
  SelectBackwardsLine: [
    'Selection',
    'Adjust the current selection to include from the cursor to the start of the line',
  ],
  SelectBackwardWord: ['Selection', 'Adjust the current selection to include the previous word'],
  SelectCommandArgument: ['Selection', 'Make a visual selection of the next command argument'],
  SelectForwardChar: ['Selection', 'Adjust the current selection to include the next character'],
  SelectForwardWord: ['Selection', 'Adjust the current selection to include the end of the word'],
  SelectLine: ['Selection', 'Adjust the current selection to include from the cursor to the end of the line'],
  SelectNextWord: ['Selection', 'Adjust the current selection to include the next word'],
  SelectShellBackwardWord: ['Selection', 'Adjust the current selection to include the previous shell word'],
  SelectShellForwardWord: ['Selection', 'Adjust the current selection to include the end of the shell word'],
  SelectShellNextWord: ['Selection', 'Adjust the current selection to include the next shell word'],
  SelfInsert: ['Miscellaneous', 'Insert the key typed'],
  SetMark: ['Selection', 'Mark the location of the cursor'],
  ShellBackwardKillWord: [
    'Basic',
    'Move the text from the start of the current or previous shell word to the kill ring',
  ],
  ShellBackwardWord: [
    'CursorMovement',
    'Move the cursor to the beginning of the current or previous shell word',
  ],
  ShellForwardWord: ['CursorMovement', 'Move the cursor to the end of the current or next shell word'],
  ShellKillWord: [
    'Basic',
    'Move the text from the cursor to the end of the current or next shell word to the kill ring',
  ],
  ShellNextWord: ['CursorMovement', 'Move the cursor to the start of the next shell word'],
  ShowCommandHelp: ['Miscellaneous', 'Show help for the command at the cursor'],
  ShowKeyBindings: ['Miscellaneous', 'Show all bound key handlers'],
  ShowParameterHelp: ['Miscellaneous', 'Show help for the parameter at the cursor'],
  Suspend: ['Miscellaneous', 'Stop the shell and go back to the one that started it (fg continues)'],
  SwapCharacters: ['Basic', 'Swap the current character with the one before it'],
  SwitchPredictionView: ['Prediction', 'Switch between the inline and the list view of suggestions'],
  TabCompleteNext: ['Completion', 'Complete the input using the next completion'],
  TabCompletePrevious: ['Completion', 'Complete the input using the previous completion'],
  Undo: ['Basic', 'Undo a previous edit'],
  UndoAll: ['Basic', 'Undo all previous edits of the line'],
  UnixWordRubout: [
    'Basic',
    'Move the text from the start of the current white-space delimited word to the kill ring',
  ],
  UpcaseWord: ['Basic', 'Upcase the current or next word'],
  ValidateAndAcceptLine: ['Basic', 'Accept the input if it can be run, else go on with it'],
  WhatIsKey: ['Miscellaneous', 'Show the key binding for the next chord entered'],
  Yank: ['Basic', 'Insert the text that was killed last'],
  YankLastArg: ['Basic', 'Insert the last argument of the previous history line'],
  YankNthArg: ['Basic', 'Insert the first argument (after the command) of the previous history line'],
  YankPop: ['Basic', 'Replace the yanked text with the entry before it in the kill ring'],
} as const satisfies Readonly<Record<string, readonly [FunctionGroup, string]>>;

export type FunctionGroup =
  | 'Basic'
  | 'CursorMovement'
  | 'History'
  | 'Completion'
  | 'Prediction'
  | 'Miscellaneous'
  | 'Selection'
  | 'Search';

export type FunctionName = keyof typeof FUNCTION_TABLE;

const BY_LOWER_CASE: ReadonlyMap<string, FunctionName> = new Map(
  (Object.keys(FUNCTION_TABLE) as FunctionName[]).map((name) => [name.toLowerCase(), name]),
);

/** The function of that name, whatever its case. */
export function findFunction(name: string): FunctionName | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}
