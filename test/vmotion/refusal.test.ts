import { expect, test } from 'vitest';
import { refusalText } from '../../src/vmotion/refusal.ts';

const said = (text: string): string => refusalText(new TextEncoder().encode(text));

test('what the other side says is a sentence that a terminal can show', () => {
  expect(said('The host is out of memory.')).toBe('The host is out of memory.');
  expect(said('')).toBe('it gives no reason.');
  expect(said('gone\u001b[2J')).toBe('gone [2J.');
  expect(said('x'.repeat(10_000))).toHaveLength(501);
  expect(refusalText(Uint8Array.of(0xff, 0xfe))).toBe('\ufffd\ufffd.');
});
