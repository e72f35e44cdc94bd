import { describe, expect, it } from 'vitest';
import type { Completion } from '../../src/cmdlet/completion.ts';
import type { ShellStatus } from '../../src/protocol/messages.ts';
import { createKeyBindings } from '../../src/ui/editor/key-bindings.ts';
import { createEditor } from '../../src/ui/editor/state.ts';
import { DEFAULT_PREFERENCES, editorOptions } from '../../src/ui/preferences.ts';
import { createReader } from '../../src/ui/reader/reader.ts';
import { acceptedRows, frameOf } from '../../src/ui/screen/frame.ts';
import { layoutLine, wrapWords } from '../../src/ui/screen/line-rows.ts';
import { changeColors, withOwnColors } from '../../src/ui/screen/own-colors.ts';
import { createPainter } from '../../src/ui/screen/paint.ts';
import { duration, progressRows } from '../../src/ui/screen/progress-rows.ts';
import { fitted, padded, type Row, rowCells, segment } from '../../src/ui/screen/segment.ts';
import { ROLES, THEMES } from '../../src/ui/screen/theme.ts';
import type { ShellState } from '../../src/ui/shell/state.ts';

const plain = (rows: readonly Row[]): string[] =>
  rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

const status: ShellStatus = {
  server: 'lab',
  user: 'administrator@vsphere.local',
  role: 'Administrator',
  providersDown: [],
  lockedVmCount: 0,
  runningTaskCount: 0,
};
const context = {
  history: [],
  suggestible: [],
  bindings: createKeyBindings('Emacs', new Map()),
  options: editorOptions(DEFAULT_PREFERENCES),
};

function stateWith(change: Partial<ShellState>): ShellState {
  return {
    columns: 80,
    rows: 24,
    reader: createReader(context, 'InlineView'),
    running: undefined,
    queued: [],
    partial: '',
    progress: [],
    dialog: undefined,
    answerReader: undefined,
    secretLength: 0,
    status,
    lastFailed: false,
    keyScript: undefined,
    runningSeconds: 0,
    stopping: false,
    help: undefined,
    notice: '',
    view: undefined,
    blank: false,
    ...change,
  };
}

function withText(text: string, cursor = text.length): ShellState['reader'] {
  return { ...createReader(context, 'InlineView'), editor: { ...createEditor(0), text, cursor } };
}

const frame = (change: Partial<ShellState>, suggestible: readonly string[] = []) =>
  frameOf(stateWith(change), suggestible, DEFAULT_PREFERENCES);

describe('the frame', () => {
  it('shows prompt, line and who is connected, with the cursor in the line', () => {
    const { rows, cursor } = frame({ reader: withText('Get-VM', 3) });
    expect(plain(rows)).toEqual(['vSeal lab:> Get-VM', 'administrator@vsphere.local · Administrator']);
    expect(cursor).toEqual({ x: 15, y: 0 });
  });

  it('marks the prompt when a key provider is down or a VM is locked, and says which', () => {
    const { rows } = frame({
      status: { ...status, providersDown: ['kms-1'], lockedVmCount: 2, runningTaskCount: 1 },
    });
    expect(plain(rows)[0]).toBe('vSeal lab ●:>');
    expect(plain(rows)[1]).toContain('● key provider kms-1 is down · ● 2 VMs locked · 1 task running');
  });

  it("takes the user's own prompt", () => {
    const { rows } = frame({ status: { ...status, prompt: 'first line\n\u001b[32mPS /tmp> \u001b[0m' } });
    expect(plain(rows).slice(0, 2)).toEqual(['first line', 'PS /tmp>']);
    expect(rows[1]).toContainEqual({ text: 'PS /tmp> ', role: 'plain', codes: '32' });
  });

  it('shows the suggestion behind the line', () => {
    expect(plain(frame({ reader: withText('Get') }, ['Get-VM app-01']).rows)[0]).toBe(
      'vSeal lab:> Get-VM app-01',
    );
  });

  it('leaves only an empty row while a command runs and nothing is typed', () => {
    expect(plain(frame({ running: { id: 1, startedMs: 0 } }).rows)).toEqual(['']);
  });

  it('shows what is typed ahead, what waits, and what is unfinished, while a command runs', () => {
    const { rows } = frame({
      running: { id: 1, startedMs: 0 },
      reader: withText('Get-VMHost'),
      queued: ['Get-VM', 'Connect-VIServer x -Password y'],
      partial: 'Encrypting ...',
      runningSeconds: 5,
    });
    expect(plain(rows)).toEqual([
      'Encrypting ...',
      'next: Get-VM',
      'next: (a line with a secret)',
      'vSeal lab:> Get-VMHost',
      'administrator@vsphere.local · Administrator',
    ]);
  });

  it('says that a command runs when nothing else shows it', () => {
    expect(plain(frame({ running: { id: 1, startedMs: 0 }, runningSeconds: 65 }).rows)[0]).toBe(
      'running 1:05  Ctrl+C stops',
    );
  });

  it.each([
    [80, 24],
    [120, 40],
    [20, 6],
    [10, 4],
    [4, 3],
    [2, 2],
  ])('is never taller or wider than a terminal of %i × %i', (columns, rows) => {
    const items = Array.from(
      { length: 50 },
      (_, n): Completion => ({
        text: `app-${n}`,
        label: `app-${n}`,
        description: 'PoweredOff, encrypted, on host esx-01.lab.local',
        kind: 'value',
      }),
    );
    const completion = {
      shape: 'menu' as const,
      items,
      index: 40,
      start: 0,
      length: 0,
      original: { text: '', cursor: 0 },
    };
    const text = Array.from({ length: 60 }, (_, n) => `Get-VM app-${n} | 日本語 ${'x'.repeat(n)}`).join('\n');
    for (const change of [
      { reader: { ...withText(text, 500), completion } },
      { reader: withText(text) },
      {
        running: { id: 1, startedMs: 0 },
        progress: Array.from({ length: 30 }, (_, id) => ({
          id,
          activity: `Encrypting app-${id}`,
          status: 'disk',
          percent: id,
        })),
      },
      { help: { title: 'Get-VM', text: text } },
      { partial: 'y'.repeat(5000) },
    ]) {
      const { rows: drawn, cursor } = frame({ columns, rows, ...change });
      expect(drawn.length).toBeLessThan(Math.max(2, rows));
      for (const row of drawn) expect(rowCells(row)).toBeLessThanOrEqual(columns);
      expect(cursor?.y).toBeLessThan(drawn.length);
      expect(cursor?.x).toBeLessThan(Math.max(1, columns));
    }
  });
});

describe('the line over several rows', () => {
  const layout = (text: string, cursor: number, columns: number) =>
    layoutLine(
      {
        prompt: [segment('> ')],
        continuation: [segment('>> ')],
        text,
        cursor,
        look: () => ({ role: 'plain', underline: false }),
        ghost: '',
      },
      columns,
    );
  it('folds at the edge and knows where the cursor is', () => {
    const { rows, cursorX, cursorY } = layout('abcdefgh', 8, 6);
    expect(plain(rows)).toEqual(['> abcd', 'efgh']);
    expect([cursorX, cursorY]).toEqual([4, 1]);
  });
  it('breaks help between words, and cuts only what is longer than a row', () => {
    const texts = (text: string) =>
      wrapWords(text, 12).map((row) =>
        row
          .map((part) => part.text)
          .join('')
          .trimEnd(),
      );
    expect(texts('Set-VM [-VM] <VirtualMachine[]>')).toEqual(['Set-VM [-VM]', '<VirtualMach', 'ine[]>']);
    expect(texts('one two three')).toEqual(['one two', 'three']);
    expect(texts('a\n\nb')).toEqual(['a', '', 'b']);
  });
  it('puts the cursor on a new row when the last one is full', () => {
    expect(layout('abcd', 4, 6)).toMatchObject({ cursorX: 0, cursorY: 1 });
  });
  it('does not cut a wide character in two', () => {
    expect(plain(layout('abc日本', 5, 6).rows)).toEqual(['> abc', '日本']);
  });
  it('begins every further line with the continuation prompt', () => {
    const { rows, cursorX, cursorY } = layout('a {\nb', 5, 20);
    expect(plain(rows)).toEqual(['> a {', '>> b']);
    expect([cursorX, cursorY]).toEqual([4, 1]);
  });
  it('shows control characters instead of sending them', () => {
    expect(plain(layout('a\u001bb', 3, 20).rows)).toEqual(['> a^[b']);
  });
});

describe('texts and bars', () => {
  it('cuts and fills by cells, not by characters', () => {
    expect(fitted('日本語', 5)).toBe('日本…');
    expect(padded('日本', 6)).toBe('日本  ');
    expect(padded('7', 3, 'right')).toBe('  7');
    expect(fitted('a\nb\u001b[31m', 20)).toBe('a b [31m');
  });
  it('shows how far, how fast and how long still', () => {
    const rows = progressRows(
      [
        {
          id: 1,
          activity: 'Encrypting app-01',
          status: 'disk 1 of 2',
          percent: 50,
          bytesPerSecond: 1024 ** 3,
          secondsLeft: 75,
        },
      ],
      100,
    );
    expect(plain(rows)[0]).toMatch(/^Encrypting app-01 █+░+ {2}50 % {2}1 GB\/s {2}1:15 left {2}disk 1 of 2$/);
  });
  it('shows five bars at most', () => {
    const records = Array.from({ length: 8 }, (_, id) => ({ id, activity: `work ${id}`, status: '' }));
    expect(plain(progressRows(records, 80)).at(-1)).toBe('  and 3 more running');
  });
  it('writes durations as clocks do', () => {
    expect([duration(7), duration(75), duration(3723)]).toEqual(['0:07', '1:15', '1:02:03']);
  });
  it('prints an accepted line as it was typed, one row a line', () => {
    expect(plain(acceptedRows([segment('> ')], '>> ', `a {\n${'b'.repeat(200)}\n}`))).toEqual([
      '> a {',
      `>> ${'b'.repeat(200)}`,
      '>> }',
    ]);
  });
});

describe('themes', () => {
  const luminance = ([red, green, blue]: readonly [number, number, number]): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (
    one: readonly [number, number, number],
    two: readonly [number, number, number],
  ): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  it.each(['dark', 'light'] as const)('the %s theme is legible: contrast at least 4.5 to 1', (name) => {
    const { ground, styles } = THEMES[name];
    for (const role of ROLES) {
      const { colour, ground: own } = styles[role];
      if (colour === undefined) continue;
      expect({ role, contrast: contrast(colour, own ?? ground) >= 4.5 }).toEqual({ role, contrast: true });
    }
  });
  it('takes colours of the user under PSReadLine’s names, and says what it does not take', () => {
    const none = changeColors(new Map(), { Comand: 'Green', String: 'greenish' });
    expect(none.colors.size).toBe(0);
    expect(none.problems).toEqual([
      expect.stringMatching(/^There is no color Comand; there are Command, Comment, /),
      'String cannot be "greenish"; it is a ConsoleColor such as DarkCyan, or #rrggbb.',
    ]);
    const { colors, problems } = changeColors(new Map(), {
      Command: 'Green',
      parameter: '#8fa58f',
      String: '\u001b[1;33m',
      Variable: '\u001b[38;2;1;2;3m',
    });
    expect(problems).toEqual([]);
    const painter = createPainter(withOwnColors(THEMES.dark, colors), 24);
    expect(painter([segment('a', 'command')])).toBe('\u001b[38;2;0;255;0ma\u001b[0m');
    expect(painter([segment('a', 'parameter')])).toBe('\u001b[38;2;143;165;143ma\u001b[0m');
    expect(painter([segment('a', 'string')])).toBe('\u001b[1;38;2;128;128;0ma\u001b[0m');
    expect(painter([segment('a', 'variable')])).toBe('\u001b[38;2;1;2;3ma\u001b[0m');
    expect(painter([segment('a', 'number')])).toBe(createPainter(THEMES.dark, 24)([segment('a', 'number')]));
  });
  it('gives colours in as many bits as the terminal has, and none without', () => {
    const row: Row = [segment('Get-VM', 'command')];
    expect(createPainter(THEMES.dark, 24)(row)).toBe('\u001b[38;2;255;224;138mGet-VM\u001b[0m');
    expect(createPainter(THEMES.dark, 8)(row)).toMatch(/^\u001b\[38;5;\d+mGet-VM\u001b\[0m$/);
    expect(createPainter(THEMES.dark, 4)(row)).toMatch(/^\u001b\[\d+mGet-VM\u001b\[0m$/);
    expect(createPainter(THEMES.none, 1)(row)).toBe('Get-VM');
    expect(createPainter(THEMES.none, 1)([segment('x', 'selected')])).toBe('\u001b[7mx\u001b[0m');
  });
});
