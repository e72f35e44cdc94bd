/** Questions of the engine at the foot of the screen, and what keys make of them. Pure. */
import type { Answer, Choice, Question } from '../../protocol/messages.ts';
import { chordName, type InputEvent, type KeyEvent } from '../keys/key.ts';

export interface Dialog {
  readonly id: number;
  readonly question: Question;
  /** The choice that is lit; -1 while what is typed is none of them. */
  readonly index: number;
  /** Letters typed towards a choice. */
  readonly typed: string;
  /** What was entered and is none of the choices; '' otherwise. */
  readonly refused: string;
  readonly helping: boolean;
}

export interface DialogStep {
  readonly dialog: Dialog;
  readonly answer: Answer | undefined;
}

type ChoiceQuestion = Extract<Question, { kind: 'choice' }>;

/** What is shown of a line that was typed at a question, in UTF-16 units. */
const MAX_TYPED = 40;

export function openDialog(id: number, question: Question): Dialog {
  return {
    id,
    question,
    index: question.kind === 'choice' ? question.defaultIndex : 0,
    typed: '',
    refused: '',
    helping: false,
  };
}

/** The letter of a choice and its label without the mark: `&Yes` is `Y` and `Yes`. */
export function choiceParts({ label }: Choice): { key: string; name: string } {
  const at = label.indexOf('&');
  const name = label.replace('&', '');
  return { key: at < 0 ? name : (label[at + 1] ?? '').toUpperCase(), name };
}

/** A key for a choice or for paging. Lines and secrets have readers of their own. */
export function pressDialogKey(dialog: Dialog, event: InputEvent, pageRows: number): DialogStep {
  if (event.type === 'paste') return { dialog, answer: undefined };
  const chord = chordName(event);
  if (chord === 'Ctrl+c') return { dialog, answer: { kind: 'cancelled' } };
  if (dialog.question.kind === 'page') return { dialog, answer: pageAnswer(chord, pageRows) };
  if (dialog.question.kind !== 'choice') return { dialog, answer: undefined };
  return pressChoiceKey(dialog, dialog.question, event);
}

/** What is typed is entered whole, as a line is: a command typed ahead must not choose by its letters. */
function pressChoiceKey(
  dialog: Dialog,
  { choices, defaultIndex }: ChoiceQuestion,
  key: KeyEvent,
): DialogStep {
  const chord = chordName(key);
  const to = (change: Partial<Dialog>): DialogStep => ({
    dialog: { ...dialog, typed: '', refused: '', ...change },
    answer: undefined,
  });
  const step = (by: number): DialogStep =>
    to({ index: Math.max(0, Math.min(choices.length - 1, dialog.index + by)) });
  const type = (typed: string): DialogStep =>
    to({ typed, index: typed === '' ? defaultIndex : choiceNamed(choices, typed) });
  if (chord === 'Enter') {
    if (dialog.index < 0) return to({ refused: dialog.typed, index: defaultIndex });
    return { dialog, answer: { kind: 'choice', index: dialog.index } };
  }
  if (chord === 'LeftArrow' || chord === 'Shift+Tab') return step(-1);
  if (chord === 'RightArrow' || chord === 'Tab') return step(1);
  if (chord === 'Backspace') return type(dialog.typed.slice(0, -1));
  if (chord === 'Escape' || chord === 'Ctrl+u') return type('');
  if (chord === '?') return to({ helping: !dialog.helping });
  return key.text === ''
    ? { dialog, answer: undefined }
    : type((dialog.typed + key.text).slice(0, MAX_TYPED));
}

/** The choice of a letter or of the beginning of a label; -1 for none. */
function choiceNamed(choices: readonly Choice[], typed: string): number {
  const lowered = typed.toLowerCase();
  const parts = choices.map(choiceParts);
  const byKey = parts.findIndex(({ key }) => key.toLowerCase() === lowered);
  return byKey >= 0 ? byKey : parts.findIndex(({ name }) => name.toLowerCase().startsWith(lowered));
}

function pageAnswer(chord: string, pageRows: number): Answer | undefined {
  if (chord === 'Spacebar' || chord === 'PageDown') return { kind: 'page', lines: pageRows };
  if (chord === 'Enter' || chord === 'DownArrow') return { kind: 'page', lines: 1 };
  if (chord === 'q' || chord === 'Q' || chord === 'Escape') return { kind: 'page', lines: 0 };
  return undefined;
}
