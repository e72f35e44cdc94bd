import type { Question } from '../../protocol/messages.ts';
import { choiceParts, type Dialog } from '../shell/dialog.ts';
import { type LineLayout, wrapText } from './line-rows.ts';
import { cellsOf, fittedRow, type Row, rowCells, type Segment, segment } from './segment.ts';

/** A question and the place of the cursor in it. Its caption and message have been printed before. */
export function dialogRows(dialog: Dialog, secretLength: number, columns: number): LineLayout {
  const { question } = dialog;
  if (question.kind === 'choice') return choiceRows(dialog, columns);
  if (question.kind === 'page') {
    const row: Row = [segment('-- More --', 'accent'), segment('  Space page · Enter line · Q quit', 'dim')];
    return { rows: [fittedRow(row, columns)], cursorX: 10, cursorY: 0 };
  }
  if (question.kind === 'secret') {
    const dots = '*'.repeat(Math.min(secretLength, 200));
    const rows = wrapText(`${question.prompt}${dots}`, columns);
    return { rows, cursorX: Math.min(columns - 1, rowCells(rows.at(-1) ?? [])), cursorY: rows.length - 1 };
  }
  return { rows: [], cursorX: 0, cursorY: 0 };
}

/** What is said before a question is asked. */
export function questionText(question: Question): Segment[] {
  if (question.kind !== 'choice') return [];
  const { caption, message } = question;
  return [
    ...(caption === '' ? [] : [segment(caption, 'prompt')]),
    ...(message === '' ? [] : [segment(message)]),
  ];
}

function choiceRows({ question, index, typed, refused, helping }: Dialog, columns: number): LineLayout {
  if (question.kind !== 'choice') return { rows: [], cursorX: 0, cursorY: 0 };
  const { choices, defaultIndex } = question;
  const help = helping
    ? choices.map((choice): Row => {
        const { key, name } = choiceParts(choice);
        return fittedRow([segment(` ${key} `, 'accent'), segment(choice.help || name, 'plain')], columns);
      })
    : [];
  const above = refused === '' ? help : [...help, refusedRow(refused, columns)];
  const parts: Segment[][] = choices.map((choice, at) => {
    const { key, name } = choiceParts(choice);
    const role = at === index ? 'selected' : at === defaultIndex ? 'warning' : 'plain';
    return [segment(`[${key}] ${name}`, role), segment('  ')];
  });
  const preset = choices[defaultIndex];
  parts.push([segment('[?] Help', 'plain'), segment('  ')]);
  if (preset !== undefined) parts.push([segment(`(default is "${choiceParts(preset).key}"): `, 'dim')]);
  if (typed !== '') parts.push([segment(typed, index < 0 ? 'bad' : 'plain')]);
  const rows: Segment[][] = [[]];
  for (const part of parts) {
    const width = part.reduce((sum, { text }) => sum + cellsOf(text), 0);
    if (rowCells(rows.at(-1) ?? []) + width > columns - 1) rows.push([]);
    rows.at(-1)?.push(...part);
  }
  const fittedRows = rows.map((row) => fittedRow(row, columns));
  return {
    rows: [...above, ...fittedRows],
    cursorX: Math.min(columns - 1, rowCells(fittedRows.at(-1) ?? [])),
    cursorY: above.length + fittedRows.length - 1,
  };
}

function refusedRow(refused: string, columns: number): Row {
  return fittedRow([segment(`“${refused}” is none of the answers.`, 'warning')], columns);
}
