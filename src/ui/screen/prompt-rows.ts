import type { ShellStatus } from '../../protocol/messages.ts';
import { fittedRow, type Row, type Segment, segment } from './segment.ts';

/** `vSeal lab:> `, with a red mark when a key provider is down or a VM is locked; or the user's own prompt. */
export function promptRow(status: ShellStatus | undefined, lastFailed: boolean): Row {
  if (status?.prompt !== undefined) return ownRows(status.prompt).at(-1) ?? [];
  const server = status?.server ?? '';
  const alarm = status !== undefined && (status.providersDown.length > 0 || status.lockedVmCount > 0);
  return [
    segment('vSeal', 'prompt'),
    ...(server === '' ? [] : [segment(` ${server}`, 'accent')]),
    ...(alarm ? [segment(' ●', 'bad')] : []),
    segment(':', 'prompt'),
    segment('>', lastFailed ? 'bad' : 'prompt'),
    segment(' ', 'plain'),
  ];
}

/** The lines above the last one of the user's own prompt: printed with it, and not edited on. */
export function rowsAbovePrompt(status: ShellStatus | undefined): Row[] {
  return status?.prompt === undefined ? [] : ownRows(status.prompt).slice(0, -1);
}

const MAX_OWN_ROWS = 8;

/** What a prompt function gave, line by line, in its colours; everything else that steers a terminal is left out. */
function ownRows(prompt: string): Row[] {
  const text = prompt
    .replaceAll('\r\n', '\n')
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/\u001b\[[0-9;:?]*(?!m)[@-~]/g, '');
  const rows: Segment[][] = [[]];
  let codes: string[] = [];
  for (const [part, sgr] of text.matchAll(/\u001b\[([0-9;:]*)m|[^\u001b]+|\u001b/g)) {
    if (sgr !== undefined) {
      // A sequence that begins with a reset drops what was set before it.
      if (/^0?(?:;|$)/.test(sgr)) codes = [];
      if (!/^0?$/.test(sgr)) codes = [...codes, sgr];
      continue;
    }
    for (const [at, line] of part
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
      .split('\n')
      .entries()) {
      if (at > 0) rows.push([]);
      if (line === '') continue;
      rows.at(-1)?.push(codes.length === 0 ? segment(line) : { ...segment(line), codes: codes.join(';') });
    }
  }
  return rows.slice(-MAX_OWN_ROWS);
}

/** Who is connected, what runs, and what is wrong. */
export function statusRow(status: ShellStatus | undefined, columns: number): Row {
  if (status === undefined) return [segment('starting…', 'dim')];
  const { user, role, runningTaskCount, providersDown, lockedVmCount } = status;
  const parts: Segment[] = [];
  const add = (text: string, kind: Segment['role']): void => {
    if (parts.length > 0) parts.push(segment(' · ', 'dim'));
    parts.push(segment(text, kind));
  };
  // What is wrong comes first: a narrow terminal cuts the end.
  for (const name of providersDown) add(`● key provider ${name} is down`, 'bad');
  if (lockedVmCount > 0) add(`● ${counted(lockedVmCount, 'VM')} locked`, 'bad');
  if (runningTaskCount > 0) add(`${counted(runningTaskCount, 'task')} running`, 'good');
  add(user === '' ? 'not connected' : user, 'dim');
  if (role !== '') add(role, 'dim');
  return fittedRow(parts, columns);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
