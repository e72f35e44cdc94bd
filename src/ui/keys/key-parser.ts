/**
 * Bytes of a terminal in raw mode to keys and pastes. Sequences and characters may be cut anywhere
 * between reads. A lone ESC is ambiguous until time tells: the owner calls `flush` when nothing has come
 * for `patienceMs`.
 */
import { csiKey, ss3Key } from './escape-sequence.ts';
import { type InputEvent, type KeyEvent, namedKey, textKey } from './key.ts';

export interface KeyParser {
  feed(chunk: Uint8Array): InputEvent[];
  /** How long to wait for more before `flush`; undefined when nothing is kept back. */
  readonly patienceMs: number | undefined;
  /** Gives what was kept, taken as it stands. */
  flush(): InputEvent[];
}

const PASTE_END = '\u001b[201~';
/** A paste is cut here, in UTF-16 units; a terminal gone mad must not fill the memory. */
const MAX_PASTE = 8 * 1024 * 1024;
const ESCAPE_PATIENCE_MS = 50;
const ENTER_PATIENCE_MS = 30;
const PASTE_PATIENCE_MS = 30_000;
/** No key's sequence is longer. */
const MAX_SEQUENCE = 64;

export function createKeyParser(): KeyParser {
  let decoder = new TextDecoder('utf-8');
  let rest = '';
  let paste: string | undefined;
  /** Enter at the end of a burst of several lines: more of the burst may follow. */
  let heldEnter = false;

  const parse = (final: boolean): InputEvent[] => {
    const events: InputEvent[] = [];
    while (rest !== '') {
      if (paste !== undefined) {
        const end = rest.indexOf(PASTE_END);
        if (end < 0) {
          // The end mark itself may be cut: keep what could be its beginning.
          const keep = final ? 0 : partialEnd(rest);
          paste = (paste + rest.slice(0, rest.length - keep)).slice(0, MAX_PASTE);
          rest = rest.slice(rest.length - keep);
          break;
        }
        events.push(pasteEvent(paste + rest.slice(0, end)));
        paste = undefined;
        rest = rest.slice(end + PASTE_END.length);
        continue;
      }
      const step = readKey(rest, final);
      if (step === undefined) break;
      rest = rest.slice(step.length);
      if (step.key === 'paste') paste = '';
      else if (step.key !== undefined) events.push(step.key);
    }
    return events;
  };

  return {
    feed(chunk) {
      rest += decoder.decode(chunk, { stream: true });
      const events: InputEvent[] = heldEnter ? [namedKey('Enter')] : [];
      heldEnter = false;
      const joined = joinBurst([...events, ...parse(false)]);
      if (joined.held) heldEnter = true;
      return joined.events;
    },
    get patienceMs() {
      if (paste !== undefined) return PASTE_PATIENCE_MS;
      if (heldEnter) return ENTER_PATIENCE_MS;
      return rest === '' ? undefined : ESCAPE_PATIENCE_MS;
    },
    flush() {
      const events = parse(true);
      if (paste !== undefined) events.push(pasteEvent(paste));
      paste = undefined;
      decoder = new TextDecoder('utf-8');
      if (heldEnter) events.push(namedKey('Enter'));
      heldEnter = false;
      return events;
    },
  };
}

function pasteEvent(text: string): InputEvent {
  return { type: 'paste', text: text.replace(/\r\n?/g, '\n') };
}

function partialEnd(text: string): number {
  for (let keep = Math.min(text.length, PASTE_END.length - 1); keep > 0; keep--) {
    if (PASTE_END.startsWith(text.slice(text.length - keep))) return keep;
  }
  return 0;
}

/**
 * Terminals without bracketed paste send a pasted text as if it were typed. Nobody types a second line
 * in the same read: an Enter that more text follows is a line end of the paste, and one that ends such
 * a burst is held until it is known whether more comes.
 */
function joinBurst(events: InputEvent[]): { events: InputEvent[]; held: boolean } {
  const isEnter = (event: InputEvent | undefined): boolean =>
    event?.type === 'key' && event.name === 'Enter' && !event.ctrl && !event.alt && !event.shift;
  const isText = (event: InputEvent | undefined): boolean =>
    event?.type === 'key' && (event.text !== '' || event.name === 'Tab');
  const firstEnter = events.findIndex((event, at) => isEnter(event) && isText(events[at + 1]));
  if (firstEnter < 0) return { events, held: false };
  let end = firstEnter;
  while (end < events.length && (isEnter(events[end]) || isText(events[end]))) end++;
  const held = end === events.length && isEnter(events[end - 1]);
  const burst = events.slice(firstEnter, held ? end - 1 : end);
  const text = burst.map((event) => (isEnter(event) ? '\n' : keyText(event))).join('');
  return {
    events: [...events.slice(0, firstEnter), { type: 'paste', text }, ...events.slice(end)],
    held,
  };
}

function keyText(event: InputEvent): string {
  if (event.type === 'paste') return event.text;
  return event.name === 'Tab' ? '\t' : event.text;
}

interface Step {
  readonly length: number;
  readonly key: KeyEvent | 'paste' | undefined;
}

/** Reads one key from the start of `text`; undefined when it is not whole yet. */
function readKey(text: string, final: boolean): Step | undefined {
  const code = text.codePointAt(0) ?? 0;
  if (code === 0x1b) return readEscape(text, final);
  if (code < 0x20 || code === 0x7f) return { length: 1, key: controlKey(code) };
  const length = code > 0xffff ? 2 : 1;
  return { length, key: code >= 0x80 && code < 0xa0 ? undefined : textKey(text.slice(0, length)) };
}

function controlKey(code: number): KeyEvent {
  if (code === 0) return namedKey('Spacebar', { ctrl: true });
  if (code === 8) return namedKey('Backspace', { ctrl: true });
  if (code === 9) return namedKey('Tab');
  if (code === 10) return namedKey('j', { ctrl: true });
  if (code === 13) return namedKey('Enter');
  if (code === 0x7f) return namedKey('Backspace');
  if (code < 27) return namedKey(String.fromCharCode(code + 96), { ctrl: true });
  return namedKey(String.fromCharCode(code + 64), { ctrl: true });
}

function readEscape(text: string, final: boolean): Step | undefined {
  const next = text[1];
  if (next === undefined) return final ? { length: 1, key: namedKey('Escape') } : undefined;
  if (next === '[') return readCsi(text, final);
  if (next === 'O') {
    const letter = text[2];
    if (letter !== undefined) return { length: 3, key: ss3Key(letter) };
    return final ? { length: 2, key: textKey('O', { alt: true }) } : undefined;
  }
  // Strings of the terminal's own (OSC, DCS, APC, PM) end with ST or BEL and are no key.
  if (next === ']' || next === 'P' || next === '_' || next === '^') {
    const end = /\u0007|\u001b\\/.exec(text);
    if (end !== null) return { length: end.index + end[0].length, key: undefined };
    if (text.length < MAX_SEQUENCE && !final) return undefined;
    return { length: 2, key: textKey(next, { alt: true }) };
  }
  if (next === '\u001b') return { length: 1, key: namedKey('Escape') };
  const step = readKey(text.slice(1), final);
  if (step === undefined || step.key === undefined || step.key === 'paste') return step;
  const { key } = step;
  return { length: step.length + 1, key: { ...key, alt: true, text: '' } };
}

function readCsi(text: string, final: boolean): Step | undefined {
  const match = /^\u001b\[([\x30-\x3f]*)([\x20-\x2f]*)([\x40-\x7e])/.exec(text.slice(0, MAX_SEQUENCE));
  if (match === null) {
    const whole = /^\u001b\[[\x20-\x3f]*$/.test(text) && text.length < MAX_SEQUENCE;
    if (whole && !final) return undefined;
    return { length: 2, key: textKey('[', { alt: true }) };
  }
  const [sequence, parameters = '', , letter = ''] = match;
  if (parameters === '200' && letter === '~') return { length: sequence.length, key: 'paste' };
  // The Linux console's F1 to F5: ESC [ [ A.
  if (letter === '[' && parameters === '') {
    const number = text.charCodeAt(3) - 64;
    if (Number.isNaN(number)) return final ? { length: 3, key: undefined } : undefined;
    return { length: 4, key: number >= 1 && number <= 5 ? namedKey(`F${number}`) : undefined };
  }
  return { length: sequence.length, key: csiKey(parameters, letter) };
}
