import type { ShellStatus } from '../../protocol/messages.ts';
import { fittedRow, type Row, type Segment, segment } from './segment.ts';

/** `vSeal lab:> `, with a red mark when a key provider is down or a VM is locked; or the user's own prompt. */
export function promptRow(status: ShellStatus | undefined, lastFailed: boolean): Row {
  if (status?.prompt !== undefined) return [segment(lastLine(status.prompt), 'plain')];
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

/** A prompt function may print several lines; only the last is edited on. Its colours are not ours to keep. */
function lastLine(text: string): string {
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f]/g, '');
  return plain.slice(plain.lastIndexOf('\n') + 1);
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
