import { describe, expect, it } from 'vitest';
import { deliverCompletions } from '../../src/ui/reader/reader.ts';
import { accepted, line, play, type ScriptOptions, show } from './key-script.ts';

const words = ['Get-VM', 'Get-VMHost', 'Get-View', 'app-01', 'app-02', 'app-03', 'Zone'];

function cases(
  name: string,
  rows: readonly (readonly [string, string])[],
  options: ScriptOptions = {},
): void {
  describe(name, () => {
    it.each(rows)('%s → %s', (script, expected) => {
      expect(line(script, { words, ...options })).toBe(expected);
    });
  });
}

cases('Tab', [
  ['Get-V<Tab>', 'Get-VM|'],
  ['Get-V<Tab><Tab>', 'Get-VMHost|'],
  ['Get-V<Tab><Tab><Tab>', 'Get-View|'],
  ['Get-V<Tab><Tab><Tab><Tab>', 'Get-VM|'],
  ['Get-V<Shift+Tab>', 'Get-View|'],
  ['Get-V<Tab><Shift+Tab>', 'Get-View|'],
  ['get-vmh<Tab>', 'Get-VMHost|'],
  ['Zo<Tab>', 'Zone|'],
  ['Zo<Tab><Tab>', 'Zone|'],
  ['qq<Tab>', 'qq|'],
  ['Get-V<Tab> x', 'Get-VM x|'],
  ['Get-V<Tab><Escape>', 'Get-V|'],
  ['Get-V<Tab><Tab><Escape>', 'Get-V|'],
  ['Get-V<Tab><Tab><Ctrl+_>', 'Get-V|'],
  ['Get-V<Tab> app<Tab><Tab>', 'Get-VM app-02|'],
  ['Get-VM app x<LeftArrow><LeftArrow><Tab>', 'Get-VM app-01| x'],
]);

cases('the menu', [
  ['Get-V<Ctrl+Spacebar>', 'Get-V|'],
  ['Get-V<Ctrl+Spacebar><Enter>', 'Get-VM|'],
  ['Get-V<Ctrl+Spacebar><DownArrow><Enter>', 'Get-VMHost|'],
  ['Get-V<Ctrl+Spacebar><Tab><Tab><Enter>', 'Get-View|'],
  ['Get-V<Ctrl+Spacebar><UpArrow><Enter>', 'Get-View|'],
  ['Get-V<Ctrl+Spacebar><PageDown><Enter>', 'Get-View|'],
  ['Get-V<Ctrl+Spacebar><PageDown><PageUp><Enter>', 'Get-VM|'],
  ['Get-V<Ctrl+Spacebar><Escape>', 'Get-V|'],
  ['Get-V<Ctrl+Spacebar><Ctrl+c>', 'Get-V|'],
  ['Get-V<Ctrl+Spacebar><Ctrl+g>', 'Get-V|'],
  ['Get-V<Ctrl+Spacebar>mh<Enter>', 'Get-VMHost|'],
  ['Get-V<Ctrl+Spacebar>ie<Enter>', 'Get-View|'],
  ['Get-V<Ctrl+Spacebar>m<Backspace><DownArrow><DownArrow><Enter>', 'Get-View|'],
  ['Get-V<Ctrl+Spacebar>q', 'Get-Vq|'],
  ['Get-V<Ctrl+Spacebar><DownArrow> app', 'Get-VMHost app|'],
  ['Zo<Ctrl+Spacebar>', 'Zone|'],
  ['Get-V<Ctrl+Spacebar><Home>', '|Get-V'],
]);

cases(
  'completing as far as all agree',
  [
    ['Get<Tab>', 'Get-V|'],
    ['a<Tab>', 'app-0|'],
    ['Get-V<Tab>', 'Get-V|'],
    ['Z<Tab>', 'Zone|'],
  ],
  { bind: { Tab: 'Complete' } },
);

describe('offers', () => {
  it('shows possible completions without touching the line (Alt+=)', () => {
    const { reader } = play('Get-V<Alt+=>', { words });
    expect(reader.completion).toMatchObject({ shape: 'list', index: -1 });
    expect(show(reader)).toBe('Get-V|');
    expect(play('Get-V<Alt+=>x', { words }).reader.completion).toBeUndefined();
  });
  it('does not run the line that Enter in the menu completes', () => {
    expect(accepted('Get-V<Ctrl+Spacebar><Enter>', { words })).toEqual([]);
    expect(accepted('Get-V<Ctrl+Spacebar><Enter><Enter>', { words })).toEqual(['Get-VM']);
  });
  it('keeps the menu open while what is typed narrows it', () => {
    expect(play('Get-V<Ctrl+Spacebar>m', { words }).reader.completion?.items.map(({ text }) => text)).toEqual(
      ['Get-VM', 'Get-VMHost'],
    );
  });
  it('drops an answer that comes after the line has changed', () => {
    const { reader, context } = play('Get-V', { words });
    const late = { ...reader, request: { id: 9, mode: 'next' as const, text: 'Get', cursor: 3 } };
    const item = { text: 'Get-VM', label: 'Get-VM', description: '', kind: 'command' as const };
    const after = deliverCompletions(late, 9, { start: 0, length: 3, items: [item] }, context);
    expect(show(after)).toBe('Get-V|');
    expect(after.request).toBeUndefined();
  });
});
