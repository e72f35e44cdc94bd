import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ViewData } from '../../src/cmdlet/terminal.ts';
import { createControl } from '../../src/protocol/control.ts';
import type { EngineLink } from '../../src/protocol/link.ts';
import type { LiveView } from '../../src/protocol/live-view.ts';
import type { FromEngine, ToEngine } from '../../src/protocol/messages.ts';
import { changePreferences, DEFAULT_PREFERENCES } from '../../src/ui/preferences.ts';
import { liveViewRows } from '../../src/ui/screen/live-view-rows.ts';
import { rowCells } from '../../src/ui/screen/segment.ts';
import { choiceParts, openDialog, pressDialogKey } from '../../src/ui/shell/dialog.ts';
import { createEngineClient } from '../../src/ui/shell/engine-client.ts';
import { createNameIndex } from '../../src/ui/shell/name-index.ts';
import { createOutput } from '../../src/ui/shell/output.ts';
import {
  type LiveViewState,
  openLiveView,
  pressViewKey,
  shownRows,
  withViewData,
} from '../../src/ui/view/live-view-state.ts';
import { keyOf, keysOf } from './key-script.ts';

describe('names for completion while a script runs', () => {
  const index = createNameIndex();
  index.setCommands([
    { name: 'Get-VM', synopsis: 'Gets virtual machines', parameters: ['Name', 'Location', 'Datastore'] },
    { name: 'Get-VMHost', synopsis: 'Gets hosts', parameters: ['Name'] },
  ]);
  index.apply({
    type: 'names',
    kind: 'VirtualMachine',
    reset: true,
    added: ['app-01', 'App-02', 'web 01', 'db-01'],
    removed: [],
  });
  index.apply({ type: 'names', kind: 'VMHost', reset: true, added: ['esx-01'], removed: [] });
  const texts = (line: string): string[] => index.complete(line, line.length).items.map(({ text }) => text);

  it.each([
    ['get-vm', ['Get-VM', 'Get-VMHost']],
    ['Get-VM -', ['-Name', '-Location', '-Datastore']],
    ['Get-VM -lo', ['-Location']],
    ['Get-VM app', ['app-01', 'App-02']],
    ['Get-VM WEB', ["'web 01'"]],
    ["Get-VM 'web", ["'web 01'"]],
    ['Get-VMHost e', ['esx-01']],
    ['Get-VM | get-vmh', ['Get-VMHost']],
    ['$x = 1; Get-VM d', ['db-01']],
    ['Get-VM nosuch', []],
    ['Get-VM app-01, d', ['db-01']],
  ])('%s', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  it('knows what part of the line it replaces', () => {
    expect(index.complete('Get-VM app x', 10)).toMatchObject({ start: 7, length: 3 });
    expect(index.complete('Get-VM ', 7)).toMatchObject({ start: 7, length: 0 });
  });

  it('follows what is made and removed', () => {
    index.apply({
      type: 'names',
      kind: 'VirtualMachine',
      reset: false,
      added: ['new-vm'],
      removed: ['db-01'],
    });
    expect(texts('Get-VM n')).toEqual(['new-vm']);
    expect(texts('Get-VM d')).toEqual([]);
    index.apply({ type: 'names', kind: 'VirtualMachine', reset: true, added: ['only'], removed: [] });
    expect(texts('Get-VM ap')).toEqual([]);
  });
});

describe('preferences', () => {
  it('takes values by name whatever the case, and says what it did not take', () => {
    const { preferences, problems } = changePreferences(DEFAULT_PREFERENCES, {
      editmode: 'windows',
      PREDICTIONVIEWSTYLE: 'listview',
      MaximumHistoryCount: 0,
      Theme: 'pink',
      StatusLine: 'yes',
      ContinuationPrompt: '\u001b[2J',
      Colour: 1,
    });
    expect(preferences).toEqual({
      ...DEFAULT_PREFERENCES,
      EditMode: 'Windows',
      PredictionViewStyle: 'ListView',
    });
    expect(problems).toEqual([
      'MaximumHistoryCount cannot be 0; it is a whole number from 1 to 100000.',
      'Theme cannot be "pink"; it is one of dark, light, none.',
      'StatusLine cannot be "yes"; it is true or false.',
      'ContinuationPrompt cannot be "\\u001b[2J"; it is up to 20 printable characters.',
      'There is no option Colour.',
    ]);
  });
});

describe('output on its way to the screen', () => {
  function sink() {
    const seen = { printed: '', partial: '', released: 0 };
    const output = createOutput({
      print: (text) => {
        seen.printed += text;
      },
      setPartial: (text) => {
        seen.partial = text;
      },
      release: (units) => {
        seen.released += units;
      },
    });
    const write = (text: string): void => {
      output.write(text, text.length);
      output.flush();
    };
    return { seen, output, write };
  }

  it('prints whole lines and keeps the unfinished one in the frame', () => {
    const { seen, write, output } = sink();
    write('one\ntwo');
    expect(seen).toEqual({ printed: 'one\n', partial: 'two', released: 7 });
    write(' more\n');
    expect(seen.printed).toBe('one\ntwo more\n');
    expect(seen.partial).toBe('');
    write('end');
    output.endLine();
    expect(seen.printed).toBe('one\ntwo more\nend\n');
  });

  it("ends an unfinished line before a line of the shell's own", () => {
    const { seen, output, write } = sink();
    write('half');
    output.writeLine('notice');
    output.flush();
    expect(seen.printed).toBe('half\nnotice\n');
  });

  it.each([
    ['moves of the cursor', 'a\u001b[2Jb\u001b[10;10Hc\n', 'abc\n'],
    ['titles and links', 'a\u001b]0;title\u0007b\n', 'ab\n'],
    ['a switch of the screen', 'a\u001b[?1049hb\n', 'ab\n'],
    ['a reset', 'a\u001bcb\n', 'acb\n'],
    ['bells and C1 controls', 'a\u0007b\u009b2Jc\n', 'ab2Jc\n'],
    ['carriage returns before a line end', 'a\r\nb\n', 'a\nb\n'],
    ['an overwritten line', '10 %\r20 %\rdone\n', 'done\n'],
  ])('takes out %s', (_what, text, printed) => {
    const { seen, write } = sink();
    write(text);
    expect(seen.printed).toBe(printed);
  });

  it('keeps colours, and does not let one run on', () => {
    const { seen, write } = sink();
    write('\u001b[31mred\n');
    expect(seen.printed).toBe('\u001b[31mred\u001b[0m\n');
  });

  it('puts a colour together that was cut between two texts', () => {
    const { seen, write } = sink();
    write('a\u001b[3');
    write('1mb\n');
    expect(seen.printed).toBe('a\u001b[31mb\u001b[0m\n');
  });

  it('holds back while a live view has the screen, and gives no room meanwhile', () => {
    const { seen, output, write } = sink();
    output.pause();
    write('later\n');
    expect(seen).toEqual({ printed: '', partial: '', released: 0 });
    output.resume();
    output.flush();
    expect(seen).toEqual({ printed: 'later\n', partial: '', released: 6 });
  });
});

describe('questions', () => {
  const choices = [
    { label: '&Yes', help: '' },
    { label: 'Yes to &All', help: '' },
    { label: '&No', help: '' },
    { label: 'No to A&ll', help: '' },
  ];
  const question = { kind: 'choice' as const, caption: '', message: '', choices, defaultIndex: 0 };
  const answered = (script: string) => {
    let dialog = openDialog(1, question);
    for (const key of keysOf(script)) {
      const step = pressDialogKey(dialog, key, 10);
      if (step.answer !== undefined) return step.answer;
      dialog = step.dialog;
    }
    return dialog.index;
  };
  it.each([
    ['<Enter>', 0],
    ['n<Enter>', 2],
    ['N<Enter>', 2],
    ['l<Enter>', 3],
    ['yes to all<Enter>', 1],
    ['no<Enter>', 2],
    ['<RightArrow><RightArrow><Enter>', 2],
    ['<RightArrow><LeftArrow><LeftArrow><Enter>', 0],
    ['nx<Backspace><Enter>', 2],
    ['nx<RightArrow><Enter>', 0],
    ['Get-VM app-01 | Stop-VM<Enter>n<Enter>', 2],
    ['<Tab><Tab><Tab><Tab><Tab><Enter>', 3],
  ])('%s chooses %i', (script, index) => {
    expect(answered(script)).toEqual({ kind: 'choice', index });
  });
  it('does not take a line typed ahead for an answer', () => {
    expect(answered('Connect-VIServer lab -User auditor<Enter>')).toBe(0);
    expect(answered('nx')).toBe(-1);
  });
  it('is cancelled by Ctrl-C', () => expect(answered('n<Ctrl+c>')).toEqual({ kind: 'cancelled' }));
  it('knows letter and label', () => {
    expect(choiceParts({ label: 'No to A&ll', help: '' })).toEqual({ key: 'L', name: 'No to All' });
    expect(choiceParts({ label: 'Plain', help: '' })).toEqual({ key: 'Plain', name: 'Plain' });
  });
});

describe('a live view', () => {
  const view: LiveView = {
    viewId: 1,
    title: 'Datacenter lab',
    shape: 'tree',
    columns: [
      { header: 'Name', width: 0, align: 'left' },
      { header: 'Power', width: 10, align: 'left' },
    ],
    actions: [
      { id: 'encrypt', key: 'e', label: 'encrypt', confirm: 'Encrypt {name}?' },
      { id: 'start', key: 's', label: 'start' },
    ],
  };
  const row = (id: string, parentId: string) => ({ id, parentId, cells: [id, 'On'], tone: 'plain' as const });
  const data: ViewData = {
    rows: [row('dc', ''), row('h1', 'dc'), row('a', 'h1'), row('b', 'h1'), row('h2', 'dc'), row('c', 'h2')],
    text: '',
    summary: '',
  };
  const open = (): LiveViewState => withViewData(openLiveView(view), data);
  const press = (state: LiveViewState, script: string) =>
    keysOf(script).reduce<ReturnType<typeof pressViewKey>>((step, key) => pressViewKey(step.state, key, 10), {
      state,
      effect: undefined,
    });
  const ids = (state: LiveViewState): string =>
    shownRows(state)
      .map(({ row: shown }) => shown.id)
      .join(' ');

  it('shows children under their parents, and folds them', () => {
    expect(ids(open())).toBe('dc h1 a b h2 c');
    expect(ids(press(open(), '<DownArrow><LeftArrow>').state)).toBe('dc h1 h2 c');
    expect(ids(press(open(), '<DownArrow><LeftArrow><RightArrow>').state)).toBe('dc h1 a b h2 c');
    expect(ids(press(open(), '<Enter>').state)).toBe('dc');
  });
  it('moves the mark', () => {
    const at = (script: string) => press(open(), script).state.selectedId;
    expect(at('<DownArrow><DownArrow>')).toBe('a');
    expect(at('jjk')).toBe('h1');
    expect(at('<End>')).toBe('c');
    expect(at('<End><LeftArrow>')).toBe('h2');
    expect(at('<PageDown><Home>')).toBe('dc');
  });
  it('filters, keeping the parents of what matches', () => {
    expect(ids(press(open(), '/c<Enter>').state)).toBe('dc h2 c');
    expect(ids(press(open(), '/b').state)).toBe('dc h1 b');
    expect(ids(press(open(), '/c<Escape>').state)).toBe('dc h1 a b h2 c');
    expect(ids(press(open(), '/zz').state)).toBe('');
  });
  it('sends actions, after asking where that is due', () => {
    expect(press(open(), '<End>s').effect).toEqual({ kind: 'action', action: 'start', rowId: 'c' });
    expect(press(open(), '<End>e').effect).toBeUndefined();
    expect(press(open(), '<End>ey').effect).toEqual({ kind: 'action', action: 'encrypt', rowId: 'c' });
    expect(press(open(), '<End>en').effect).toBeUndefined();
  });
  it.each(['q', '<Escape>', '<Ctrl+c>'])('%s leaves', (key) =>
    expect(press(open(), key).effect).toEqual({ kind: 'close' }),
  );
  it('keeps the mark on its row when the data change', () => {
    const marked = press(open(), '<DownArrow><DownArrow><DownArrow>').state;
    expect(withViewData(marked, { ...data, rows: data.rows.toReversed() }).selectedId).toBe('b');
    expect(withViewData(marked, { ...data, rows: data.rows.filter(({ id }) => id !== 'b') }).selectedId).toBe(
      'h2',
    );
  });
  it('survives rows that name no parent or one another', () => {
    const odd = withViewData(openLiveView(view), {
      ...data,
      rows: [row('x', 'y'), row('y', 'x'), row('z', '')],
    });
    expect(ids(odd)).toBe('z');
  });
  it.each([
    [80, 23],
    [30, 8],
    [10, 5],
    [20, 4],
  ])('fills %i × %i exactly', (columns, height) => {
    const rows = liveViewRows(open(), columns, height);
    expect(rows).toHaveLength(height);
    for (const drawn of rows) expect(rowCells(drawn)).toBeLessThanOrEqual(columns);
  });
  it('leaves out the last columns where the first has no room', () => {
    const columns = [
      { header: 'Name', width: 0, align: 'left' as const },
      { header: 'Power', width: 8, align: 'left' as const },
      { header: 'Encryption', width: 12, align: 'left' as const },
    ];
    const header = (cells: number): string =>
      (liveViewRows(withViewData(openLiveView({ ...view, columns }), data), cells, 10)[1] ?? [])
        .map(({ text }) => text)
        .join('')
        .trimEnd();
    expect(header(40)).toBe('Name               Power    Encryption');
    expect(header(30)).toBe('Name                  Power');
    expect(header(20)).toBe('Name');
  });
  it('scrolls a text', () => {
    const text = withViewData(openLiveView({ ...view, shape: 'text' }), {
      rows: [],
      text: Array.from({ length: 50 }, (_, n) => `line ${n}`).join('\n'),
      summary: '',
    });
    expect(pressViewKey(text, keyOf('End'), 10).state.top).toBe(40);
    expect(pressViewKey(text, keyOf('PageDown'), 10).state.top).toBe(10);
  });
});

describe('the engine, seen from the shell', () => {
  afterEach(() => vi.useRealTimers());

  interface FakeEngine {
    readonly posted: ToEngine[];
    say: (message: FromEngine) => void;
    die: (reason: string) => void;
    ended: boolean;
  }

  function links(): { made: FakeEngine[]; start: () => EngineLink } {
    const made: FakeEngine[] = [];
    const start = (): EngineLink => {
      const one: FakeEngine = { posted: [], say: () => undefined, die: () => undefined, ended: false };
      made.push(one);
      return {
        control: createControl(),
        post: (message) => void one.posted.push(message),
        onMessage: (listener) => {
          one.say = listener;
        },
        onExit: (listener) => {
          one.die = listener;
        },
        terminate: () => {
          one.ended = true;
        },
      };
    };
    return { made, start };
  }

  it('is replaced when it does not answer Ctrl-C within a second, and late words of the old one are not heard', () => {
    vi.useFakeTimers();
    const { made, start } = links();
    const heard: string[] = [];
    const client = createEngineClient(
      start,
      {
        onMessage: ({ type }) => heard.push(type),
        onReplaced: (reason) => heard.push(reason),
        onHopeless: () => heard.push('hopeless'),
      },
      { nowMs: () => 0, monotonicMs: () => 0 },
    );
    client.interrupt();
    vi.advanceTimersByTime(999);
    expect(made).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(made).toHaveLength(2);
    expect(made[0]?.ended).toBe(true);
    made[0]?.say({ type: 'clear' });
    made[1]?.say({ type: 'clear' });
    expect(heard).toEqual(['The command did not stop.', 'clear']);
  });

  it('is given up when it dies again and again', () => {
    const { made, start } = links();
    const heard: string[] = [];
    createEngineClient(
      start,
      {
        onMessage: () => undefined,
        onReplaced: (reason) => heard.push(reason),
        onHopeless: (reason) => heard.push(`hopeless: ${reason}`),
      },
      { nowMs: () => 0, monotonicMs: () => 0 },
    );
    made[0]?.die('Error: boom\n  at x');
    made[1]?.die('Error: boom');
    made[2]?.die('Error: boom');
    expect(heard).toEqual([
      'The engine ended unexpectedly (Error: boom).',
      'The engine ended unexpectedly (Error: boom).',
      'hopeless: Error: boom',
    ]);
  });

  it.each([
    [true, false],
    [false, true],
  ])('has five seconds to close, or as long as its tasks take: patient %s, ended %s', (patient, ended) => {
    vi.useFakeTimers();
    const { made, start } = links();
    const client = createEngineClient(
      start,
      { onMessage: () => undefined, onReplaced: () => undefined, onHopeless: () => undefined },
      { nowMs: () => 0, monotonicMs: () => 0 },
    );
    void client.close(patient);
    expect(made[0]?.posted).toEqual([{ type: 'shutdown' }]);
    made[0]?.say({ type: 'waiting', tasks: 1 });
    vi.advanceTimersByTime(60_000);
    expect(made[0]?.ended).toBe(ended);
    made[0]?.say({ type: 'closed' });
    expect(made[0]?.ended).toBe(true);
  });
});
