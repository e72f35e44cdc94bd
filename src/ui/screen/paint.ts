import type { Row, Segment } from './segment.ts';
import { ROLES, type Role, type Style, type Theme } from './theme.ts';

/** Bits of colour that the terminal has: 1, 4, 8 or 24, as `stdout.getColorDepth()` tells. */
export type ColourDepth = number;

/** Turns rows into text with SGR codes. */
export type Painter = (row: Row) => string;

export function createPainter(theme: Theme, depth: ColourDepth): Painter {
  const codes = new Map<Role, string>(ROLES.map((role) => [role, styleCodes(theme.styles[role], depth)]));
  const painted = (part: Segment): string => {
    const own = depth < 4 ? undefined : part.codes;
    const marks = [own ?? codes.get(part.role) ?? ''];
    if (part.underline === true) marks.push('4');
    if (part.inverse === true) marks.push('7');
    const code = marks.filter((mark) => mark !== '').join(';');
    return code === '' || part.text === '' ? part.text : `\u001b[${code}m${part.text}\u001b[0m`;
  };
  return (row) => row.map(painted).join('');
}

function styleCodes(style: Style, depth: ColourDepth): string {
  const codes: string[] = [];
  if (style.bold === true) codes.push('1');
  if (style.italic === true) codes.push('3');
  if (style.underline === true) codes.push('4');
  if (style.inverse === true || (style.ground !== undefined && depth < 4)) codes.push('7');
  if (style.colour !== undefined) codes.push(colourCode(style.colour, depth, 30));
  if (style.ground !== undefined) codes.push(colourCode(style.ground, depth, 40));
  return codes.filter((code) => code !== '').join(';');
}

type Colour = readonly [number, number, number];

/** `base` is 30 for the letters and 40 for the ground. */
function colourCode([red, green, blue]: Colour, depth: ColourDepth, base: 30 | 40): string {
  if (depth >= 24) return `${base + 8};2;${red};${green};${blue}`;
  if (depth >= 8) return `${base + 8};5;${paletteIndex(red, green, blue)}`;
  if (depth >= 4) return String(basicCode(red, green, blue, base));
  return '';
}

/** The nearest of xterm's 6×6×6 cube and its 24 greys. */
function paletteIndex(red: number, green: number, blue: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const nearest = (value: number): number =>
    steps.reduce(
      (best, step, at) => (Math.abs(step - value) < Math.abs((steps[best] ?? 0) - value) ? at : best),
      0,
    );
  const [r, g, b] = [nearest(red), nearest(green), nearest(blue)];
  const grey = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const level = 8 + grey * 10;
  const distance = (x: number, y: number, z: number): number =>
    (x - red) ** 2 + (y - green) ** 2 + (z - blue) ** 2;
  const cube = distance(steps[r] ?? 0, steps[g] ?? 0, steps[b] ?? 0);
  return distance(level, level, level) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

/** One of the sixteen; greys stay the terminal's own letter colour, which is legible whatever its ground. */
function basicCode(red: number, green: number, blue: number, base: 30 | 40): number | string {
  const top = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (top - low < 48) return base === 30 ? (top > 170 || top < 60 ? '' : 90) : 44;
  const half = (top + low) / 2;
  const bits = (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
  return base + bits;
}
