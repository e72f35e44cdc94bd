/** Questions of the engine at the foot of the screen, and what keys make of them. Pure. */
import type { Answer, Choice, Question } from '../../protocol/messages.ts';
import { chordName, type InputEvent } from '../keys/key.ts';

export interface Dialog {
  readonly id: number;
  readonly question: Question;
  /** The choice that is lit. */
  readonly index: number;
  /** Letters typed towards a choice. */
  readonly typed: string;
  readonly helping: boolean;
}

export interface DialogStep {
  readonly dialog: Dialog;
  readonly answer: Answer | undefined;
}

export function openDialog(id: number, question: Question): Dialog {
  return {
    id,
    question,
    index: question.kind === 'choice' ? question.defaultIndex : 0,
    typed: '',
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
  const { choices } = dialog.question;
  const to = (index: number): DialogStep => ({
    dialog: { ...dialog, index: Math.max(0, Math.min(choices.length - 1, index)), typed: '' },
    answer: undefined,
  });
  if (chord === 'Enter') return { dialog, answer: { kind: 'choice', index: dialog.index } };
  if (chord === 'LeftArrow' || chord === 'Shift+Tab') return to(dialog.index - 1);
  if (chord === 'RightArrow' || chord === 'Tab') return to(dialog.index + 1);
  if (chord === 'Backspace')
    return { dialog: { ...dialog, typed: dialog.typed.slice(0, -1) }, answer: undefined };
  if (chord === '?') return { dialog: { ...dialog, helping: !dialog.helping }, answer: undefined };
  if (event.text === '') return { dialog, answer: undefined };
  return { dialog: typedLetter(dialog, choices, event.text), answer: undefined };
}

/** A typed letter, or the beginning of a label, lights its choice; Enter takes it. */
function typedLetter(dialog: Dialog, choices: readonly Choice[], text: string): Dialog {
  const typed = dialog.typed + text;
  const find = (wanted: string): number => {
    const lowered = wanted.toLowerCase();
    const byKey = choices.findIndex((choice) => choiceParts(choice).key.toLowerCase() === lowered);
    return byKey >= 0
      ? byKey
      : choices.findIndex((choice) => choiceParts(choice).name.toLowerCase().startsWith(lowered));
  };
  const whole = find(typed);
  if (whole >= 0) return { ...dialog, index: whole, typed };
  const single = find(text);
  return single >= 0 ? { ...dialog, index: single, typed: text } : dialog;
}

function pageAnswer(chord: string, pageRows: number): Answer | undefined {
  if (chord === 'Spacebar' || chord === 'PageDown') return { kind: 'page', lines: pageRows };
  if (chord === 'Enter' || chord === 'DownArrow') return { kind: 'page', lines: 1 };
  if (chord === 'q' || chord === 'Q' || chord === 'Escape') return { kind: 'page', lines: 0 };
  return undefined;
}
