import { describe, expect, it } from 'vitest';
import { layOutList } from '../../src/format/list-layout.ts';
import { fitColumns, layOutTable, type TableColumn } from '../../src/format/table-layout.ts';
import { headOfWidth, tailOfWidth, textWidth } from '../../src/format/text-width.ts';
import { wrapText } from '../../src/format/wrap.ts';

const column = (label: string, width: number, alignment: TableColumn['alignment'] = 'left'): TableColumn => ({
  label,
  width,
  alignment,
});

describe('a table', () => {
  it('has labels, underlines of their length, and rows', () => {
    const table = layOutTable([column('Name', 20), column('PowerState', 10), column('MemoryGB', 8)], 80);
    expect([...table.header(), ...table.row(['app-01', 'PoweredOff', '4.000'], false)]).toEqual([
      'Name                 PowerState MemoryGB',
      '----                 ---------- --------',
      'app-01               PoweredOff 4.000',
    ]);
  });

  it('cuts a long value at the end, a right-aligned one at its beginning', () => {
    const table = layOutTable([column('Name', 8), column('Value', 5, 'right')], 80);
    expect(table.row(['Machine1.domain', '1234567'], false)).toEqual(['Machine… …4567']);
  });

  it('wraps the words of a label that is wider than its column', () => {
    const table = layOutTable([column('HA', 3), column('HAFailover Level', 10), column('N', 1)], 80);
    expect(table.header()).toEqual(['HA  HAFailover N', '    Level', '--  ---------- -']);
  });

  it('wraps values when asked to', () => {
    const table = layOutTable([column('A', 6), column('B', 3)], 80);
    expect(table.row(['one two three', 'x'], true)).toEqual(['one    x', 'two', 'three']);
  });

  it('counts wide characters as two cells', () => {
    const table = layOutTable([column('A', 6), column('B', 2)], 80);
    expect(table.row(['日本', 'x'], false)).toEqual(['日本   x']);
    expect(table.row(['日本語日', 'x'], false)).toEqual(['日本…  x']);
  });

  it('shrinks the last column, then drops it, when the width does not do', () => {
    expect(fitColumns([10, 10, 10], 40)).toEqual([10, 10, 10]);
    expect(fitColumns([10, 10, 10], 28)).toEqual([10, 10, 6]);
    expect(fitColumns([10, 10, 10], 21)).toEqual([10, 10, -1]);
    expect(fitColumns([0, 0], 21)).toEqual([10, 10]);
  });
});

describe('a list', () => {
  it('pads labels to the widest and continues values under themselves', () => {
    expect(
      layOutList(
        [
          { label: 'a', value: '1' },
          { label: 'long', value: 'x\ny' },
        ],
        80,
      ),
    ).toEqual(['a    : 1', 'long : x', '       y']);
  });

  it('wraps a value at the width', () => {
    expect(layOutList([{ label: 'a', value: 'one two three' }], 12)).toEqual(['a : one two', '    three']);
  });
});

describe('text', () => {
  it('measures without escape codes and marks', () => {
    expect(textWidth('\x1b[31mred\x1b[0m')).toBe(3);
    expect(textWidth('e\u0301')).toBe(1);
    expect(headOfWidth('日本語', 5)).toBe('日本');
    expect(tailOfWidth('日本語', 3)).toBe('語');
  });

  it('wraps between words, after hyphens and inside long words', () => {
    expect(wrapText('the quick-brown fox', 10)).toEqual(['the quick-', 'brown fox']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('', 4)).toEqual(['']);
  });
});
