/** Colours that the user gives by `Set-PSReadLineOption -Colors`, under PSReadLine's names. */
import type { Role, Style, Theme } from './theme.ts';

/** What PSReadLine calls the parts of the line. */
const ROLE_OF_NAME = {
  Command: 'command',
  Comment: 'comment',
  Default: 'argument',
  Emphasis: 'bracket',
  Error: 'error',
  InlinePrediction: 'ghost',
  Keyword: 'keyword',
  ListPredictionSelected: 'selected',
  Member: 'member',
  Number: 'number',
  Operator: 'operator',
  Parameter: 'parameter',
  Selection: 'selection',
  String: 'string',
  Type: 'type',
  Variable: 'variable',
} as const satisfies Record<string, Role>;

/** .NET's ConsoleColor, as Windows' console draws them. */
const CONSOLE_COLORS: Readonly<Record<string, number>> = {
  black: 0x000000,
  darkblue: 0x000080,
  darkgreen: 0x008000,
  darkcyan: 0x008080,
  darkred: 0x800000,
  darkmagenta: 0x800080,
  darkyellow: 0x808000,
  gray: 0xc0c0c0,
  darkgray: 0x808080,
  blue: 0x0000ff,
  green: 0x00ff00,
  cyan: 0x00ffff,
  red: 0xff0000,
  magenta: 0xff00ff,
  yellow: 0xffff00,
  white: 0xffffff,
};

export type OwnColors = ReadonlyMap<Role, Style>;

export interface ColorChange {
  readonly colors: OwnColors;
  /** One sentence for each name or colour that was not taken. */
  readonly problems: readonly string[];
}

/** Adds colours by name: a ConsoleColor, `#rrggbb`, or an escape sequence that sets a colour. */
export function changeColors(before: OwnColors, values: Readonly<Record<string, string>>): ColorChange {
  const colors = new Map(before);
  const problems: string[] = [];
  for (const [given, value] of Object.entries(values)) {
    const name = Object.keys(ROLE_OF_NAME).find((each) => each.toLowerCase() === given.toLowerCase());
    const style = styleOf(value);
    if (name === undefined)
      problems.push(`There is no color ${given}; there are ${Object.keys(ROLE_OF_NAME).join(', ')}.`);
    else if (style === undefined)
      problems.push(
        `${name} cannot be ${JSON.stringify(value)}; it is a ConsoleColor such as DarkCyan, or #rrggbb.`,
      );
    else colors.set(ROLE_OF_NAME[name as keyof typeof ROLE_OF_NAME], style);
  }
  return { colors, problems };
}

export function withOwnColors(theme: Theme, colors: OwnColors): Theme {
  return { ...theme, styles: { ...theme.styles, ...Object.fromEntries(colors) } };
}

function styleOf(value: string): Style | undefined {
  const named = CONSOLE_COLORS[value.trim().toLowerCase()];
  const hex = /^(?:#|0x)([0-9a-f]{6})$/i.exec(value.trim())?.[1];
  const number = named ?? (hex === undefined ? undefined : Number.parseInt(hex, 16));
  if (number !== undefined) return { colour: rgb(number) };
  const codes = /^(?:\u001b\[([0-9;]*)m)+$/.test(value) ? value.match(/\d+/g)?.map(Number) : undefined;
  return codes && styleOfCodes(codes);
}

/** SGR codes: weight, the sixteen colours and `38;2;r;g;b`. */
function styleOfCodes(codes: readonly number[]): Style {
  const letters = Object.values(CONSOLE_COLORS);
  // SGR counts black, red, green, yellow, blue, magenta, cyan, white; ConsoleColor has another order.
  const dark = [0, 4, 2, 6, 1, 5, 3, 7];
  const bright = [8, 12, 10, 14, 9, 13, 11, 15];
  let style: Style = {};
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 1) style = { ...style, bold: true };
    else if (code === 3) style = { ...style, italic: true };
    else if (code === 4) style = { ...style, underline: true };
    else if (code === 7) style = { ...style, inverse: true };
    else if (code >= 30 && code <= 37) style = { ...style, colour: rgb(letters[dark[code - 30] ?? 0] ?? 0) };
    else if (code >= 90 && code <= 97)
      style = { ...style, colour: rgb(letters[bright[code - 90] ?? 0] ?? 0) };
    else if ((code === 38 || code === 48) && codes[at + 1] === 2) {
      const [red = 0, green = 0, blue = 0] = codes.slice(at + 2, at + 5);
      style = { ...style, [code === 38 ? 'colour' : 'ground']: [red & 255, green & 255, blue & 255] };
      at += 4;
    }
  }
  return style;
}

function rgb(value: number): readonly [number, number, number] {
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
