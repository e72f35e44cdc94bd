/** A set of page numbers, one bit each, in words that threads can share. */
export interface Bitmap {
  readonly words: Int32Array;
  readonly length: number;
}

export function createBitmap(length: number, shared = false): Bitmap {
  const bytes = Math.ceil(length / 32) * 4;
  return { words: new Int32Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)), length };
}

export function hasBit({ words }: Bitmap, index: number): boolean {
  return ((words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
}

/** True when the bit was not set before. */
export function setBit({ words }: Bitmap, index: number): boolean {
  const word = words[index >>> 5] ?? 0;
  const bit = 1 << (index & 31);
  words[index >>> 5] = word | bit;
  return (word & bit) === 0;
}

export function clearBit({ words }: Bitmap, index: number): void {
  words[index >>> 5] = (words[index >>> 5] ?? 0) & ~(1 << (index & 31));
}

export function setAll(bitmap: Bitmap): void {
  bitmap.words.fill(-1);
  const rest = bitmap.length & 31;
  if (rest !== 0) bitmap.words[bitmap.words.length - 1] = (1 << rest) - 1;
}

export function clearAll({ words }: Bitmap): void {
  words.fill(0);
}

/** The first set bit at or after `from`, or `length` when there is none. */
export function nextBit({ words, length }: Bitmap, from: number): number {
  let index = from >>> 5;
  let word = (words[index] ?? 0) & (-1 << (from & 31));
  while (word === 0) {
    index++;
    if (index >= words.length) return length;
    word = words[index] ?? 0;
  }
  return (index << 5) + 31 - Math.clz32(word & -word);
}
