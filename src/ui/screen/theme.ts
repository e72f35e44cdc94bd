/** Colours by what a text is. Every one is legible on its ground: contrast at least 4.5 to 1 (WCAG AA). */
export const ROLES = [
  'plain',
  'dim',
  'prompt',
  'accent',
  'good',
  'warning',
  'bad',
  'error',
  'command',
  'parameter',
  'argument',
  'string',
  'variable',
  'number',
  'operator',
  'keyword',
  'type',
  'member',
  'comment',
  'ghost',
  'selection',
  'selected',
  'bracket',
] as const;
export type Role = (typeof ROLES)[number];

export interface Style {
  /** Red, green and blue, 0 to 255. */
  readonly colour?: readonly [number, number, number];
  readonly ground?: readonly [number, number, number];
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

export interface Theme {
  readonly name: ThemeName;
  /** The terminal's ground that the colours are made for. */
  readonly ground: readonly [number, number, number];
  readonly styles: Readonly<Record<Role, Style>>;
}

export const THEME_NAMES = ['dark', 'light', 'none'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

function hex(value: number): readonly [number, number, number] {
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

const DARK: Theme = {
  name: 'dark',
  ground: hex(0x1e1e1e),
  styles: {
    plain: {},
    dim: { colour: hex(0x9a9a9a) },
    prompt: { colour: hex(0x6cb6ff), bold: true },
    accent: { colour: hex(0x4fd1c5) },
    good: { colour: hex(0x7ee787) },
    warning: { colour: hex(0xf2cc60) },
    bad: { colour: hex(0xff7b72), bold: true },
    error: { colour: hex(0xff7b72) },
    command: { colour: hex(0xffe08a) },
    parameter: { colour: hex(0xa9b7c6) },
    argument: { colour: hex(0xe6e6e6) },
    string: { colour: hex(0x8ddb8c) },
    variable: { colour: hex(0xb9f6a5) },
    number: { colour: hex(0xf0f0f0) },
    operator: { colour: hex(0xa9b7c6) },
    keyword: { colour: hex(0x9ecbff) },
    type: { colour: hex(0xc9b6ff) },
    member: { colour: hex(0xe6e6e6) },
    comment: { colour: hex(0x8fa58f), italic: true },
    ghost: { colour: hex(0x949494) },
    selection: { colour: hex(0xffffff), ground: hex(0x264f78) },
    selected: { colour: hex(0xffffff), ground: hex(0x0b5a8f), bold: true },
    bracket: { colour: hex(0xffd75f), bold: true },
  },
};

const LIGHT: Theme = {
  name: 'light',
  ground: hex(0xffffff),
  styles: {
    plain: {},
    dim: { colour: hex(0x616161) },
    prompt: { colour: hex(0x0550ae), bold: true },
    accent: { colour: hex(0x00696b) },
    good: { colour: hex(0x116329) },
    warning: { colour: hex(0x8a5300) },
    bad: { colour: hex(0xb3120b), bold: true },
    error: { colour: hex(0xb3120b) },
    command: { colour: hex(0x7a4b00) },
    parameter: { colour: hex(0x545d68) },
    argument: { colour: hex(0x24292f) },
    string: { colour: hex(0x8c1d18) },
    variable: { colour: hex(0x0f6b2f) },
    number: { colour: hex(0x1f3f9e) },
    operator: { colour: hex(0x545d68) },
    keyword: { colour: hex(0x0550ae) },
    type: { colour: hex(0x6b3fa0) },
    member: { colour: hex(0x24292f) },
    comment: { colour: hex(0x4f6b4f), italic: true },
    ghost: { colour: hex(0x6b6b6b) },
    selection: { colour: hex(0x000000), ground: hex(0xadd6ff) },
    selected: { colour: hex(0xffffff), ground: hex(0x0a5aa5), bold: true },
    bracket: { colour: hex(0x9a4b00), bold: true },
  },
};

/** Weight only, for terminals without colour and people who want none. */
const NONE: Theme = {
  name: 'none',
  ground: hex(0x000000),
  styles: {
    ...(Object.fromEntries(ROLES.map((role) => [role, {}])) as Record<Role, Style>),
    prompt: { bold: true },
    bad: { bold: true },
    bracket: { bold: true },
    selection: { inverse: true },
    selected: { inverse: true },
  },
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = { dark: DARK, light: LIGHT, none: NONE };
