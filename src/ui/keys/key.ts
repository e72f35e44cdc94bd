/** One thing the user did at the keyboard. */
export type InputEvent = KeyEvent | PasteEvent;

export interface KeyEvent {
  readonly type: 'key';
  /** PSReadLine's name: a letter as typed (`a`, `B`, `.`), or `Enter`, `LeftArrow`, `F2`, `Spacebar`, … */
  readonly name: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** Only for keys whose text does not show it: `Shift+Tab`, `Ctrl+Shift+c`. */
  readonly shift: boolean;
  /** What the key types; '' for a key that types nothing. */
  readonly text: string;
}

export interface PasteEvent {
  readonly type: 'paste';
  /** Line ends are `\n`. */
  readonly text: string;
}

export interface Modifiers {
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

export function namedKey(name: string, modifiers: Modifiers = {}): KeyEvent {
  const { ctrl = false, alt = false, shift = false } = modifiers;
  return { type: 'key', name, ctrl, alt, shift, text: '' };
}

/** A key that types `text`. */
export function textKey(text: string, modifiers: Modifiers = {}): KeyEvent {
  const { ctrl = false, alt = false } = modifiers;
  const name = text === ' ' ? 'Spacebar' : text;
  return { type: 'key', name, ctrl, alt, shift: false, text: ctrl || alt ? '' : text };
}

/** The key as key bindings write it: `Ctrl+a`, `Alt+Shift+LeftArrow`, `Ctrl+Spacebar`. */
export function chordName(key: KeyEvent): string {
  const { ctrl, alt, shift, name } = key;
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['left', 'LeftArrow'],
  ['right', 'RightArrow'],
  ['up', 'UpArrow'],
  ['down', 'DownArrow'],
  ['leftarrow', 'LeftArrow'],
  ['rightarrow', 'RightArrow'],
  ['uparrow', 'UpArrow'],
  ['downarrow', 'DownArrow'],
  ['space', 'Spacebar'],
  ['spacebar', 'Spacebar'],
  [' ', 'Spacebar'],
  ['esc', 'Escape'],
  ['escape', 'Escape'],
  ['return', 'Enter'],
  ['enter', 'Enter'],
  ['tab', 'Tab'],
  ['backspace', 'Backspace'],
  ['del', 'Delete'],
  ['delete', 'Delete'],
  ['ins', 'Insert'],
  ['insert', 'Insert'],
  ['home', 'Home'],
  ['end', 'End'],
  ['pageup', 'PageUp'],
  ['pgup', 'PageUp'],
  ['pagedown', 'PageDown'],
  ['pgdn', 'PageDown'],
]);

/**
 * Reads a chord as `Set-PSReadLineKeyHandler` takes it (`ctrl+SPACE`, `Alt+f`, `Ctrl+x,Ctrl+u`) and gives
 * it in the form of `chordName`; undefined when it is none. Case does not matter but for a single letter
 * without Ctrl, as with PSReadLine.
 */
export function parseChord(text: string): string | undefined {
  const keys = splitChord(text);
  if (keys.length === 0 || keys.length > 2) return undefined;
  const names = keys.map(parseKey);
  return names.some((name) => name === undefined) ? undefined : names.join(',');
}

function splitChord(text: string): string[] {
  // A comma right after the start, a plus or another comma is the comma key itself.
  const keys: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ',' || at === from || text[at - 1] === '+') continue;
    keys.push(text.slice(from, at));
    from = at + 1;
  }
  if (from < text.length) keys.push(text.slice(from));
  return keys;
}

function parseKey(text: string): string | undefined {
  let rest = text.length > 1 ? text.trim() : text;
  const found = { ctrl: false, alt: false, shift: false };
  for (;;) {
    const match = /^(ctrl|control|alt|shift)\+(?=.)/i.exec(rest);
    if (match === null) break;
    const word = (match[1] ?? '').toLowerCase();
    if (word === 'alt') found.alt = true;
    else if (word === 'shift') found.shift = true;
    else found.ctrl = true;
    rest = rest.slice(match[0].length);
  }
  const name = keyName(rest, found);
  return name === undefined ? undefined : chordName(namedKey(name, found));
}

function keyName(text: string, found: { ctrl: boolean; shift: boolean }): string | undefined {
  const spelled = SPELLINGS.get(text.toLowerCase());
  if (spelled !== undefined) return spelled;
  if (/^f([1-9]|1[0-9]|2[0-4])$/i.test(text)) return text.toUpperCase();
  if (Array.from(text).length !== 1) return undefined;
  // The terminal sends the same byte for Ctrl+@ and Ctrl+Space.
  if (found.ctrl && text === '@') return 'Spacebar';
  if (found.ctrl) return text.toLowerCase();
  if (!found.shift) return text;
  found.shift = false;
  return text.toUpperCase();
}
