/**
 * The two key tables, after PSReadLine's. Where one of PSReadLine's keys means Windows only for want of a
 * terminal that sends it, it is bound here; Tab cycles and Ctrl+Spacebar opens the menu in both.
 */
import type { KeyScript } from '../../cmdlet/terminal.ts';
import { parseChord } from '../keys/key.ts';
import { type FunctionName, findFunction } from './function-names.ts';

export const EDIT_MODES = ['Emacs', 'Windows'] as const;
export type EditMode = (typeof EDIT_MODES)[number];

export interface KeyBindings {
  /** The script block on a chord. */
  readonly script: (chord: string) => KeyScript | undefined;
  readonly scripts: ReadonlyMap<string, KeyScript>;
  readonly binding: (chord: string) => FunctionName | undefined;
  readonly chordPrefix: (chord: string) => boolean;
  /** Every chord with its function. */
  readonly entries: () => readonly (readonly [string, FunctionName])[];
}

const COMMON = `
  Enter AcceptLine; Alt+Enter AddLine; Shift+Enter AddLine; Ctrl+Enter InsertLineAbove; Ctrl+Shift+Enter InsertLineBelow
  LeftArrow BackwardChar; RightArrow ForwardChar; Ctrl+LeftArrow BackwardWord; Ctrl+RightArrow NextWord
  Alt+LeftArrow ShellBackwardWord; Alt+RightArrow ShellNextWord
  Shift+LeftArrow SelectBackwardChar; Shift+RightArrow SelectForwardChar
  Ctrl+Shift+LeftArrow SelectBackwardWord; Ctrl+Shift+RightArrow SelectNextWord
  UpArrow PreviousLine; DownArrow NextLine; PageUp BeginningOfHistory; PageDown EndOfHistory
  Home BeginningOfLine; End EndOfLine; Shift+Home SelectBackwardsLine; Shift+End SelectLine
  Delete DeleteChar; Backspace BackwardDeleteChar; Ctrl+Delete KillWord; Alt+Backspace BackwardKillWord
  Tab TabCompleteNext; Shift+Tab TabCompletePrevious; Ctrl+Spacebar MenuComplete
  Ctrl+c CopyOrCancelLine; Ctrl+Shift+c Copy; Ctrl+l ClearScreen; Ctrl+r ReverseSearchHistory; Ctrl+s ForwardSearchHistory
  Ctrl+g Abort; Ctrl+v Paste; Shift+Insert Paste; Alt+. YankLastArg; Alt+? WhatIsKey; Ctrl+Alt+? ShowKeyBindings
  Alt+0 DigitArgument; Alt+1 DigitArgument; Alt+2 DigitArgument; Alt+3 DigitArgument; Alt+4 DigitArgument
  Alt+5 DigitArgument; Alt+6 DigitArgument; Alt+7 DigitArgument; Alt+8 DigitArgument; Alt+9 DigitArgument; Alt+- DigitArgument
  F1 ShowCommandHelp; F2 SwitchPredictionView; F3 CharacterSearch; Shift+F3 CharacterSearchBackward
  F8 HistorySearchBackward; Shift+F8 HistorySearchForward; Alt+F7 ClearHistory
  Alt+h ShowParameterHelp; Alt+a SelectCommandArgument; Alt+d KillWord; Alt+f AcceptNextSuggestionWord
`;

const WINDOWS = `
  Escape RevertLine; Ctrl+a SelectAll; Ctrl+x Cut; Ctrl+y Redo; Ctrl+z Undo
  Ctrl+Backspace BackwardKillWord; Ctrl+w BackwardKillWord; Ctrl+Home BackwardDeleteLine; Ctrl+End ForwardDeleteLine
  Ctrl+] GotoBrace; Ctrl+j InsertLineBelow; Ctrl+d DeleteCharOrExit
`;

const EMACS = `
  Escape ChordFirstKey; Ctrl+x ChordFirstKey; Ctrl+z Suspend
  Ctrl+a BeginningOfLine; Ctrl+b BackwardChar; Ctrl+d DeleteCharOrExit; Ctrl+e EndOfLine; Ctrl+f ForwardChar
  Ctrl+k KillLine; Ctrl+j ValidateAndAcceptLine; Ctrl+n NextHistory; Ctrl+o AcceptAndGetNext; Ctrl+p PreviousHistory
  Ctrl+t SwapCharacters; Ctrl+u BackwardKillLine; Ctrl+w UnixWordRubout; Ctrl+y Yank; Ctrl+Backspace BackwardDeleteChar
  Ctrl+_ Undo; Ctrl+] CharacterSearch; Ctrl+Alt+] CharacterSearchBackward; Alt+< BeginningOfHistory; Alt+> EndOfHistory
  Alt+b BackwardWord; Alt+B SelectBackwardWord; Alt+f ForwardWord; Alt+F SelectForwardWord; Alt+r RevertLine
  Alt+y YankPop; Alt+= PossibleCompletions; Alt+_ YankLastArg; Ctrl+Alt+y YankNthArg; Alt+Spacebar SetMark
  Alt+u UpcaseWord; Alt+l DowncaseWord; Alt+c CapitalizeWord; Alt+} GotoBrace
  Escape,b BackwardWord; Escape,d KillWord; Escape,f ForwardWord; Escape,r RevertLine; Escape,y YankPop
  Escape,Ctrl+y YankNthArg; Escape,Backspace BackwardKillWord; Escape,. YankLastArg; Escape,_ YankLastArg
  Ctrl+x,Backspace BackwardKillLine; Ctrl+x,Ctrl+u Undo; Ctrl+x,Ctrl+x ExchangePointAndMark
`;

/** What the user has put on a chord: a function, a script block, or '' for nothing. */
export type OwnKey = FunctionName | KeyScript | '';

/** The bindings of a mode, with the user's own on top. */
export function createKeyBindings(mode: EditMode, own: ReadonlyMap<string, OwnKey>): KeyBindings {
  const scripts = new Map<string, KeyScript>();
  const table = new Map([...readTable(COMMON), ...readTable(mode === 'Emacs' ? EMACS : WINDOWS)]);
  for (const [chord, name] of own) {
    if (typeof name === 'object') scripts.set(chord, name);
    if (name === '' || typeof name === 'object') table.delete(chord);
    else table.set(chord, name);
  }
  const prefixes = new Set<string>();
  for (const chord of [...table.keys(), ...scripts.keys()]) {
    const [first] = splitLongChord(chord);
    if (first !== undefined) prefixes.add(first);
  }
  return {
    script: (chord) => scripts.get(chord),
    scripts,
    binding: (chord) => table.get(chord),
    chordPrefix: (chord) => prefixes.has(chord),
    entries: () => [...table],
  };
}

function splitLongChord(chord: string): string[] {
  const comma = chord.indexOf(',', 1);
  return comma < 0 || comma === chord.length - 1 ? [] : [chord.slice(0, comma), chord.slice(comma + 1)];
}

function readTable(text: string): [string, FunctionName][] {
  return text
    .split(/[;\n]/)
    .map((entry) => entry.trim().split(' '))
    .filter(([chord]) => chord !== '')
    .map(([chord = '', name = '']) => {
      const parsed = parseChord(chord);
      const found = findFunction(name);
      if (parsed === undefined || found === undefined) throw new Error(`Key table: ${chord} ${name}`);
      return [parsed, found];
    });
}
