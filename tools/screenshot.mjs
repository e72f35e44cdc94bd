/**
 * A picture of a terminal screen: reads the text of `tmux capture-pane -pe` on standard input and writes a
 * PNG, drawn by a headless chromium.
 *
 *     tmux capture-pane -pe | node tools/screenshot.mjs OUT.png [--columns 80] [--rows 24] [--light]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';

const CELL = { width: 9, height: 19 };
const MARGIN = 14;
const FONT = "'DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono', monospace";
const GROUNDS = {
  dark: { ground: '#1e1e1e', letters: '#e6e6e6' },
  light: { ground: '#ffffff', letters: '#24292f' },
};
const BASIC = [
  '#000000',
  '#cd3131',
  '#0dbc79',
  '#e5e510',
  '#2472c8',
  '#bc3fbc',
  '#11a8cd',
  '#e5e5e5',
  '#767676',
  '#f14c4c',
  '#23d18b',
  '#f5f543',
  '#3b8eea',
  '#d670d6',
  '#29b8db',
  '#ffffff',
];

function paletteColour(index) {
  if (index < 16) return BASIC[index];
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return `rgb(${level},${level},${level})`;
  }
  const steps = [0, 95, 135, 175, 215, 255];
  const at = index - 16;
  return `rgb(${steps[Math.floor(at / 36)]},${steps[Math.floor(at / 6) % 6]},${steps[at % 6]})`;
}

/** Applies one SGR sequence to a style. */
function applySgr(style, parameters) {
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  let next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.faint = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 22) next.bold = next.faint = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 39) next.colour = undefined;
    else if (code === 49) next.ground = undefined;
    else if (code >= 30 && code <= 37) next.colour = BASIC[code - 30];
    else if (code >= 90 && code <= 97) next.colour = BASIC[code - 82];
    else if (code >= 40 && code <= 47) next.ground = BASIC[code - 40];
    else if (code >= 100 && code <= 107) next.ground = BASIC[code - 92];
    else if (code === 38 || code === 48) {
      const key = code === 38 ? 'colour' : 'ground';
      if (codes[at + 1] === 5) {
        next[key] = paletteColour(codes[at + 2]);
        at += 2;
      } else {
        next[key] = `rgb(${codes[at + 2]},${codes[at + 3]},${codes[at + 4]})`;
        at += 4;
      }
    }
  }
  return next;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cells of one line: text, column and style of each. */
function cellsOf(line, start) {
  const cells = [];
  let style = start;
  let column = 0;
  for (const [part, parameters] of line.matchAll(/\u001b\[([0-9;:]*)m|[^\u001b]+/g)) {
    if (parameters !== undefined) {
      style = applySgr(style, parameters);
      continue;
    }
    for (const { segment } of segmenter.segment(part)) {
      const width = Math.max(1, stringWidth(segment));
      cells.push({ text: segment, column, width, style });
      column += width;
    }
  }
  return { cells, style };
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export function screenSvg(text, { columns, rows, light = false, cursor }) {
  const { ground, letters } = light ? GROUNDS.light : GROUNDS.dark;
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const shapes = [];
  let style = {};
  for (const [row, line] of text.split('\n').slice(0, rows).entries()) {
    const parsed = cellsOf(line, style);
    style = parsed.style;
    const y = MARGIN + row * CELL.height;
    for (const cell of parsed.cells) {
      const x = MARGIN + cell.column * CELL.width;
      const { inverse, bold, faint, italic, underline } = cell.style;
      const fore = inverse ? (cell.style.ground ?? ground) : (cell.style.colour ?? letters);
      const back = inverse ? (cell.style.colour ?? letters) : cell.style.ground;
      const cells = cell.width * CELL.width;
      if (back !== undefined) {
        shapes.push(
          `<rect x="${x}" y="${y}" width="${cells + 0.3}" height="${CELL.height}" fill="${back}"/>`,
        );
      }
      if (underline) {
        shapes.push(
          `<rect x="${x}" y="${y + CELL.height - 3}" width="${cells}" height="1.2" fill="${fore}"/>`,
        );
      }
      if (cell.text.trim() === '') continue;
      const weight = `${bold ? ' font-weight="700"' : ''}${italic ? ' font-style="italic"' : ''}${faint ? ' opacity="0.6"' : ''}`;
      shapes.push(`<text x="${x}" y="${y + 14.5}" fill="${fore}"${weight}>${escapeText(cell.text)}</text>`);
    }
  }
  if (cursor !== undefined) {
    const [x, y] = [MARGIN + cursor.x * CELL.width, MARGIN + cursor.y * CELL.height];
    shapes.push(`<rect x="${x}" y="${y}" width="2" height="${CELL.height}" fill="${letters}"/>`);
  }
  return {
    width,
    height,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT}" font-size="15" xml:space="preserve"><rect width="100%" height="100%" rx="8" fill="${ground}"/>${shapes.join('')}</svg>`,
  };
}

/** Draws the SVG with chromium. */
export function writePng({ svg, width, height }, file) {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-screen-'));
  try {
    const page = join(folder, 'screen.html');
    writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>body{margin:0}</style>${svg}`);
    execFileSync(
      'chromium',
      [
        ...[
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--hide-scrollbars',
          '--force-device-scale-factor=1',
        ],
        `--user-data-dir=${join(folder, 'profile')}`,
        `--window-size=${width},${height}`,
        `--screenshot=${resolve(file)}`,
        page,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, ...flags] = process.argv.slice(2);
  const value = (name, preset) => {
    const at = flags.indexOf(name);
    return at < 0 ? preset : Number(flags[at + 1]);
  };
  const text = readFileSync(0, 'utf8');
  const rows = value('--rows', text.trimEnd().split('\n').length);
  writePng(
    screenSvg(text, { columns: value('--columns', 80), rows, light: flags.includes('--light') }),
    file,
  );
}
