import * as edit from './edit.ts';
import type { FunctionName } from './function-names.ts';
import { forwardSearchHistory, reverseSearchHistory } from './incremental-search.ts';
import * as kill from './kill.ts';
import { capitalized, invertCase, recasing } from './letter-case.ts';
import * as motion from './motion.ts';
import * as recall from './recall.ts';
import { bell, type EditorFunction, type EditorState, type Effect, selection, withEffect } from './state.ts';

const asks =
  (effect: Effect): EditorFunction =>
  (editor) =>
    withEffect(editor, effect);

const acceptLine: EditorFunction = (editor, call) => {
  if (call.context.incomplete(editor.text)) return edit.addLine(editor, call);
  return withEffect({ ...editor, selecting: false }, { kind: 'accept', text: editor.text, next: '' });
};

const acceptAndGetNext: EditorFunction = (editor, { context }) => {
  const next = context.history[editor.recall.index + 1] ?? '';
  return withEffect({ ...editor, selecting: false }, { kind: 'accept', text: editor.text, next });
};

const deleteCharOrExit: EditorFunction = (editor, call) =>
  editor.text === '' ? withEffect(editor, { kind: 'exit' }) : edit.deleteChar(editor, call);

const copyOrCancelLine: EditorFunction = (editor, call) =>
  selection(editor) === undefined ? withEffect(editor, { kind: 'cancel' }) : kill.copy(editor, call);

const setMark: EditorFunction = (editor) => ({ ...editor, mark: editor.cursor, selecting: false });

const exchangePointAndMark: EditorFunction = (editor) => ({
  ...editor,
  mark: editor.cursor,
  cursor: Math.min(editor.mark, editor.text.length),
});

const selectAll: EditorFunction = (editor) => ({
  ...editor,
  mark: 0,
  cursor: editor.text.length,
  selecting: editor.text !== '',
});

const characterSearch =
  (backward: boolean): EditorFunction =>
  (editor, { count = 1 }) => {
    const turned = count < 0 ? !backward : backward;
    return { ...editor, waiting: { kind: 'character', backward: turned, count: Math.abs(count) } };
  };

const digitArgument: EditorFunction = (editor, { key }) => {
  if (key.name === '-') return editor.argument === '' ? { ...editor, argument: '-' } : bell(editor);
  return { ...editor, argument: `${editor.argument}${key.name}`.slice(0, 6) };
};

const abort: EditorFunction = (editor) => (editor.selecting ? { ...editor, selecting: false } : bell(editor));

export const FUNCTIONS: Readonly<Record<FunctionName, EditorFunction>> = {
  Abort: abort,
  AcceptAndGetNext: acceptAndGetNext,
  AcceptLine: acceptLine,
  AcceptNextSuggestionWord: motion.acceptNextSuggestionWord,
  AcceptSuggestion: motion.acceptSuggestion,
  AddLine: edit.addLine,
  BackwardChar: motion.moving(motion.charBackward, motion.charForward),
  BackwardDeleteChar: edit.backwardDeleteChar,
  BackwardDeleteInput: kill.deleting(() => 0),
  BackwardDeleteLine: kill.deleting(({ text, cursor }) => motion.lineStart(text, cursor)),
  BackwardDeleteWord: kill.deleting(motion.toWordStart, motion.toWordEnd),
  BackwardKillInput: kill.killing(() => 0),
  BackwardKillLine: kill.backwardKillLine,
  BackwardKillWord: kill.killing(motion.toWordStart, motion.toWordEnd),
  BackwardWord: motion.moving(motion.toWordStart, motion.toNextWord),
  BeginningOfHistory: recall.beginningOfHistory,
  BeginningOfLine: motion.moving(motion.toLineStart),
  CancelLine: asks({ kind: 'cancel' }),
  CapitalizeWord: recasing(capitalized),
  CharacterSearch: characterSearch(false),
  CharacterSearchBackward: characterSearch(true),
  ChordFirstKey: bell,
  ClearHistory: asks({ kind: 'clear-history' }),
  ClearScreen: asks({ kind: 'clear-screen' }),
  Complete: asks({ kind: 'complete', mode: 'prefix' }),
  Copy: kill.copy,
  CopyOrCancelLine: copyOrCancelLine,
  Cut: kill.cut,
  DeleteChar: edit.deleteChar,
  DeleteCharOrExit: deleteCharOrExit,
  DeleteWord: kill.deleting(motion.toNextWord, motion.toWordStart),
  DigitArgument: digitArgument,
  DowncaseWord: recasing((word) => word.toLowerCase()),
  EndOfHistory: recall.endOfHistory,
  EndOfLine: motion.endOfLine,
  ExchangePointAndMark: exchangePointAndMark,
  ForwardChar: motion.forwardChar,
  ForwardDeleteInput: kill.deleting(({ text }) => text.length),
  ForwardDeleteLine: kill.deleting(({ text, cursor }) => motion.lineEnd(text, cursor)),
  ForwardSearchHistory: forwardSearchHistory,
  ForwardWord: motion.forwardWord,
  GotoBrace: motion.gotoBrace,
  GotoFirstNonBlankOfLine: motion.moving(motion.toFirstNonBlank),
  HistorySearchBackward: recall.historySearchBackward,
  HistorySearchForward: recall.historySearchForward,
  InsertLineAbove: edit.insertLineAbove,
  InsertLineBelow: edit.insertLineBelow,
  InvertCase: invertCase,
  KillLine: kill.killLine,
  KillRegion: kill.killRegion,
  KillWord: kill.killing(motion.toWordEnd, motion.toWordStart),
  MenuComplete: asks({ kind: 'complete', mode: 'menu' }),
  NextHistory: recall.nextHistory,
  NextLine: recall.nextLine,
  NextSuggestion: asks({ kind: 'suggestion', step: 1 }),
  NextWord: motion.nextWord,
  Paste: (editor) => (editor.clipboard === '' ? bell(editor) : edit.insert(editor, editor.clipboard)),
  PossibleCompletions: asks({ kind: 'complete', mode: 'list' }),
  PreviousHistory: recall.previousHistory,
  PreviousLine: recall.previousLine,
  PreviousSuggestion: asks({ kind: 'suggestion', step: -1 }),
  Redo: edit.redo,
  ReverseSearchHistory: reverseSearchHistory,
  RevertLine: edit.revertLine,
  SelectAll: selectAll,
  SelectBackwardChar: motion.selecting(motion.charBackward, motion.charForward),
  SelectBackwardsLine: motion.selecting(motion.toLineStart),
  SelectBackwardWord: motion.selecting(motion.toWordStart, motion.toWordEnd),
  SelectCommandArgument: motion.selectCommandArgument,
  SelectForwardChar: motion.selecting(motion.charForward, motion.charBackward),
  SelectForwardWord: motion.selecting(motion.toWordEnd, motion.toWordStart),
  SelectLine: motion.selecting(motion.toLineEnd),
  SelectNextWord: motion.selecting(motion.toNextWord, motion.toWordStart),
  SelectShellBackwardWord: motion.selecting(motion.toShellWordStart, motion.toShellWordEnd),
  SelectShellForwardWord: motion.selecting(motion.toShellWordEnd, motion.toShellWordStart),
  SelectShellNextWord: motion.selecting(motion.toNextShellWord, motion.toShellWordStart),
  SelfInsert: edit.selfInsert,
  SetMark: setMark,
  ShellBackwardKillWord: kill.killing(motion.toShellWordStart, motion.toShellWordEnd),
  ShellBackwardWord: motion.moving(motion.toShellWordStart, motion.toShellWordEnd),
  ShellForwardWord: motion.moving(motion.toShellWordEnd, motion.toShellWordStart),
  ShellKillWord: kill.killing(motion.toShellWordEnd, motion.toShellWordStart),
  ShellNextWord: motion.moving(motion.toNextShellWord, motion.toShellWordStart),
  ShowCommandHelp: asks({ kind: 'help', what: 'command' }),
  ShowKeyBindings: asks({ kind: 'show-keys' }),
  ShowParameterHelp: asks({ kind: 'help', what: 'parameter' }),
  Suspend: asks({ kind: 'suspend' }),
  SwapCharacters: edit.swapCharacters,
  SwitchPredictionView: asks({ kind: 'switch-view' }),
  TabCompleteNext: asks({ kind: 'complete', mode: 'next' }),
  TabCompletePrevious: asks({ kind: 'complete', mode: 'previous' }),
  Undo: edit.undo,
  UndoAll: edit.undoAll,
  UnixWordRubout: kill.killing(({ text, cursor }) => unixWordStart(text, cursor)),
  UpcaseWord: recasing((word) => word.toUpperCase()),
  ValidateAndAcceptLine: acceptLine,
  WhatIsKey: (editor: EditorState) => ({ ...editor, waiting: { kind: 'what-is-key', first: '' } }),
  Yank: kill.yank,
  YankLastArg: kill.yankLastArg,
  YankNthArg: kill.yankNthArg,
  YankPop: kill.yankPop,
};

function unixWordStart(text: string, cursor: number): number {
  const before = text.slice(0, cursor).trimEnd();
  return /\S*$/.exec(before)?.index ?? 0;
}
