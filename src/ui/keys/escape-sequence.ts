import { type KeyEvent, namedKey, textKey } from './key.ts';

/** Final letter of `ESC [ … letter` and `ESC O letter` for keys that have one. */
const BY_LETTER: ReadonlyMap<string, string> = new Map([
  ['A', 'UpArrow'],
  ['B', 'DownArrow'],
  ['C', 'RightArrow'],
  ['D', 'LeftArrow'],
  ['H', 'Home'],
  ['F', 'End'],
  ['P', 'F1'],
  ['Q', 'F2'],
  ['R', 'F3'],
  ['S', 'F4'],
]);

/** First number of `ESC [ number ~`. */
const BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [1, 'Home'],
  [2, 'Insert'],
  [3, 'Delete'],
  [4, 'End'],
  [5, 'PageUp'],
  [6, 'PageDown'],
  [7, 'Home'],
  [8, 'End'],
  [11, 'F1'],
  [12, 'F2'],
  [13, 'F3'],
  [14, 'F4'],
  [15, 'F5'],
  [17, 'F6'],
  [18, 'F7'],
  [19, 'F8'],
  [20, 'F9'],
  [21, 'F10'],
  [23, 'F11'],
  [24, 'F12'],
]);

/** Keys that kitty's protocol and xterm's modifyOtherKeys send by code point. */
const BY_CODE: ReadonlyMap<number, string> = new Map([
  [9, 'Tab'],
  [13, 'Enter'],
  [27, 'Escape'],
  [32, 'Spacebar'],
  [127, 'Backspace'],
  [57414, 'Enter'],
]);

/**
 * The key of a CSI sequence (`parameters` between `ESC [` and the final letter), or undefined for one
 * that is no key: an answer of the terminal, a mouse report. Sources: xterm's ctlseqs, kitty's keyboard
 * protocol (disambiguated form).
 */
export function csiKey(parameters: string, final: string): KeyEvent | undefined {
  if (/[^\d;:]/.test(parameters)) return undefined;
  const [first = 0, second = 1, third = 0] = parameters.split(';').map((part) => Number(part.split(':')[0]));
  if (final === 'u') return codedKey(first, second);
  if (final === '~' && first === 27) return codedKey(third, second);
  if (final === '~') return named(BY_NUMBER.get(first), second);
  if (final === 'Z') return namedKey('Tab', { shift: true });
  return named(BY_LETTER.get(final), second);
}

/** The key of `ESC O letter` (application keypad mode). */
export function ss3Key(letter: string): KeyEvent | undefined {
  if (letter === 'M') return namedKey('Enter');
  return named(BY_LETTER.get(letter), 1);
}

function modifiers(code: number): { shift: boolean; alt: boolean; ctrl: boolean } {
  const bits = Math.max(0, code - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 };
}

function named(name: string | undefined, modifierCode: number): KeyEvent | undefined {
  return name === undefined ? undefined : namedKey(name, modifiers(modifierCode));
}

function codedKey(code: number, modifierCode: number): KeyEvent | undefined {
  const found = modifiers(modifierCode);
  const name = BY_CODE.get(code);
  if (name === 'Spacebar' && !found.ctrl && !found.alt) return textKey(' ');
  if (name !== undefined) return namedKey(name, found);
  // Kitty's private block has keys that type nothing; beyond Unicode there is nothing at all.
  if (code < 32 || (code >= 57344 && code <= 63743) || code > 0x10ffff) return undefined;
  const text = String.fromCodePoint(code);
  if (found.ctrl) return { ...namedKey(text.toLowerCase(), found), shift: found.shift };
  return textKey(found.shift ? text.toUpperCase() : text, { alt: found.alt });
}
