/**
 * Where a cursor may stand: between grapheme clusters, so that an accent, a flag or a family of emoji
 * moves and is deleted as one. Offsets are UTF-16 units.
 */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PLAIN = /^[\n\x20-\x7e]*$/;

export function nextBoundary(text: string, offset: number): number {
  if (offset >= text.length) return text.length;
  if (text.charCodeAt(offset) < 0x7f && text.charCodeAt(offset + 1) < 0x7f) return offset + 1;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  for (const { index, segment } of segmenter.segment(text.slice(lineStart))) {
    const end = lineStart + index + segment.length;
    if (end > offset) return end;
  }
  return text.length;
}

export function previousBoundary(text: string, offset: number): number {
  if (offset <= 0) return 0;
  const lineStart = text.lastIndexOf('\n', offset - 2) + 1;
  const line = text.slice(lineStart, offset);
  if (PLAIN.test(line)) return offset - 1;
  let last = 0;
  for (const { index } of segmenter.segment(line)) last = index;
  return lineStart + last;
}

/** The grapheme clusters of a text. */
export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return Array.from(text);
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
