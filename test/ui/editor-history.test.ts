import { describe, expect, it } from 'vitest';
import { accepted, line, play, type ScriptOptions } from './key-script.ts';

const history = [
  'Get-VM',
  'Start-VM app-01',
  'Get-VMHost | Select-Object Name',
  'Stop-VM app-01 -Confirm:$false',
  'cd /tmp',
];

function cases(
  name: string,
  rows: readonly (readonly [string, string])[],
  options: ScriptOptions = {},
): void {
  describe(name, () => {
    it.each(rows)('%s → %s', (script, expected) => {
      expect(line(script, { history, ...options })).toBe(expected);
    });
  });
}

cases('recalling lines', [
  ['<UpArrow>', 'cd /tmp|'],
  ['<Ctrl+p>', 'cd /tmp|'],
  ['<UpArrow><UpArrow>', 'Stop-VM app-01 -Confirm:$false|'],
  ['<UpArrow><UpArrow><DownArrow>', 'cd /tmp|'],
  ['<UpArrow><UpArrow><Ctrl+n>', 'cd /tmp|'],
  ['<UpArrow><DownArrow>', '|'],
  ['abc<UpArrow><DownArrow>', 'abc|'],
  ['abc<LeftArrow><UpArrow><DownArrow>', 'abc|'],
  ['<DownArrow>', '|'],
  ['<Alt+<>', 'Get-VM|'],
  ['x<Alt+<><Alt+>>', 'x|'],
  ['<PageUp>', 'Get-VM|'],
  ['<PageUp><PageDown>', '|'],
  ['<Alt+3><Ctrl+p>', 'Get-VMHost | Select-Object Name|'],
  ['<Alt+9><Ctrl+p>', 'Get-VM|'],
  ['<PageUp><UpArrow>', 'Get-VM|'],
  ['<UpArrow>x', 'cd /tmpx|'],
  ['<UpArrow>x<UpArrow>', 'Stop-VM app-01 -Confirm:$false|'],
  ['abc<UpArrow><Ctrl+_>', 'abc|'],
]);

cases('recalling with several lines in the input', [
  ['a<Shift+Enter>b<UpArrow><UpArrow>', 'cd /tmp|'],
  ['a<Shift+Enter>b<UpArrow><UpArrow><DownArrow>', 'a¶b|'],
  ['a<Shift+Enter>b<Ctrl+p>', 'cd /tmp|'],
]);

cases('searching by what is typed (F8)', [
  ['St<F8>', 'St|op-VM app-01 -Confirm:$false'],
  ['St<F8><F8>', 'St|art-VM app-01'],
  ['St<F8><F8><F8>', 'St|art-VM app-01'],
  ['St<F8><F8><Shift+F8>', 'St|op-VM app-01 -Confirm:$false'],
  ['St<F8><Shift+F8>', 'St|'],
  ['get<F8>', 'Get|-VMHost | Select-Object Name'],
  ['xyz<F8>', 'xyz|'],
  ['<F8>', 'cd /tmp|'],
  ['Stxx<LeftArrow><LeftArrow><F8>', 'St|op-VM app-01 -Confirm:$false'],
]);

cases('searching interactively (Ctrl+R)', [
  ['<Ctrl+r>app', 'Stop-VM |app-01 -Confirm:$false'],
  ['<Ctrl+r>app<Ctrl+r>', 'Start-VM |app-01'],
  ['<Ctrl+r>app<Ctrl+r><Ctrl+s>', 'Stop-VM |app-01 -Confirm:$false'],
  ['<Ctrl+r>app<Escape>', 'Stop-VM |app-01 -Confirm:$false'],
  ['<Ctrl+r>app<Escape>x', 'Stop-VM x|app-01 -Confirm:$false'],
  ['abc<Ctrl+r>app<Ctrl+g>', 'abc|'],
  ['abc<Ctrl+r>app<Ctrl+c>', 'abc|'],
  ['<Ctrl+r>app<Home>', '|Stop-VM app-01 -Confirm:$false'],
  ['<Ctrl+r>app<Ctrl+e>', 'Stop-VM app-01 -Confirm:$false|'],
  ['<Ctrl+r>host', 'Get-VM|Host | Select-Object Name'],
  ['<Ctrl+r>HOST', 'Get-VM|Host | Select-Object Name'],
  ['<Ctrl+r>appzz', 'Stop-VM |app-01 -Confirm:$false'],
  ['<Ctrl+r>appzz<Backspace><Backspace>', 'Stop-VM |app-01 -Confirm:$false'],
  ['<Ctrl+r>a<Backspace>', '|'],
  ['x<Ctrl+r>app<Escape><Ctrl+_>', 'x|'],
  ['<Ctrl+s>vm', '|Get-VM'.replace('|Get-VM', 'Get-|VM')],
  ['<Ctrl+r>app<Escape><UpArrow>', 'Get-VMHost | Select-Object Name|'],
]);

cases('yanking arguments', [
  ['<Alt+.>', '/tmp|'],
  ['x <Alt+.>', 'x /tmp|'],
  ['x <Alt+.><Alt+.>', 'x -Confirm:$false|'],
  ['x <Alt+.><Alt+.><Alt+.>', 'x Name|'],
  ['x <Alt+.><Alt+.><Alt+-><Alt+.>', 'x /tmp|'],
  ['x <Alt+_>', 'x /tmp|'],
  ['x <Escape>.', 'x /tmp|'],
  ['<Ctrl+p><Ctrl+_><Ctrl+Alt+y>', 'app-01|'],
  ['x <Ctrl+Alt+y>', 'x /tmp|'],
  ['x <Alt+0><Ctrl+Alt+y>', 'x cd|'],
  ['x <Escape><Ctrl+y>', 'x /tmp|'],
]);

describe('accepting and going on', () => {
  it('accepts a searched line with Enter', () => {
    expect(accepted('<Ctrl+r>app<Enter>', { history })).toEqual(['Stop-VM app-01 -Confirm:$false']);
  });
  it('accepts a recalled line and hands on the one after it (Ctrl+O)', () => {
    const { effects } = play('<Ctrl+p><Ctrl+p><Ctrl+o>', { history });
    expect(effects).toEqual([{ kind: 'accept', text: 'Stop-VM app-01 -Confirm:$false', next: 'cd /tmp' }]);
  });
  it('has nothing to recall in an empty history', () => {
    expect(line('<UpArrow><F8><Alt+.><Ctrl+r>x<Escape>')).toBe('|');
  });
  it('says that a search has failed', () => {
    expect(play('<Ctrl+r>appzz', { history }).reader.editor.search).toMatchObject({
      failed: true,
      pattern: 'appzz',
    });
  });
});

describe('suggestions behind the line', () => {
  const ghost = (script: string, more: ScriptOptions = {}) =>
    play(script, { history, view: 'InlineView', ...more }).ghost;
  it.each([
    ['Get', '-VMHost | Select-Object Name'],
    ['get-v', 'MHost | Select-Object Name'],
    ['Start', '-VM app-01'],
    ['xyz', ''],
    ['', ''],
    ['Start<LeftArrow>', ''],
    ['cd /tmp', ''],
  ])('%s suggests %s', (script, expected) => {
    expect(ghost(script)).toBe(expected);
  });
  cases(
    'taking them',
    [
      ['Start<RightArrow>', 'Start-VM app-01|'],
      ['Start<Ctrl+f>', 'Start-VM app-01|'],
      ['Start<End>', 'Start-VM app-01|'],
      ['Start<Ctrl+e>', 'Start-VM app-01|'],
      ['Sta<Alt+f>', 'Start|'],
      ['Sta<Alt+f><Alt+f>', 'Start-VM|'],
      ['Sta<Ctrl+RightArrow>', 'Start|'],
      ['Start<LeftArrow><RightArrow>', 'Start|'],
      ['Start<LeftArrow><End><End>', 'Start-VM app-01|'],
      ['Start<RightArrow><Ctrl+_>', 'Start|'],
    ],
    { view: 'InlineView' },
  );
  cases(
    'in a list',
    [
      ['app<DownArrow>', 'Stop-VM app-01 -Confirm:$false|'],
      ['app<DownArrow><DownArrow>', 'Start-VM app-01|'],
      ['app<DownArrow><DownArrow><DownArrow>', 'app|'],
      ['app<UpArrow>', 'Start-VM app-01|'],
      ['app<DownArrow><UpArrow>', 'app|'],
      ['app<DownArrow><Escape>', 'app|'],
      ['app<DownArrow>x', 'Stop-VM app-01 -Confirm:$falsex|'],
      ['<UpArrow>', 'cd /tmp|'],
    ],
    { view: 'ListView' },
  );
  it('switches between the views with F2', () => {
    expect(play('app<F2>', { history, view: 'InlineView' }).reader.listed).toEqual([
      'Stop-VM app-01 -Confirm:$false',
      'Start-VM app-01',
    ]);
    expect(play('app<F2><F2>', { history, view: 'InlineView' }).reader.listed).toEqual([]);
  });
  it('accepts a listed line', () => {
    expect(accepted('app<DownArrow><Enter>', { history, view: 'ListView' })).toEqual([
      'Stop-VM app-01 -Confirm:$false',
    ]);
  });
});
