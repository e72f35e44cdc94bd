import type { Tamper } from './memory-wire.ts';

export const TAMPERINGS = ['flip', 'drop', 'double', 'reorder', 'cut', 'truncate'] as const;
export type Tampering = (typeof TAMPERINGS)[number];

/** Does one thing to the record with this number and lets all others pass. `bit` picks the bit to flip. */
export function tamperWith(tampering: Tampering, target: number, bit = 0): Tamper {
  let held: Uint8Array | undefined;
  return (record, number) => {
    if (tampering === 'reorder' && held !== undefined) {
      const swapped = [record, held];
      held = undefined;
      return swapped;
    }
    if (number !== target) return [record];
    if (tampering === 'cut') return 'cut';
    if (tampering === 'drop') return [];
    if (tampering === 'double') return [record, record];
    if (tampering === 'truncate') return [record.subarray(0, record.length - 1)];
    if (tampering === 'reorder') {
      held = record;
      return [];
    }
    const at = (bit >> 3) % record.length;
    record[at] = (record[at] ?? 0) ^ (1 << (bit & 7));
    return [record];
  };
}

/** Lets everything pass and keeps it. */
export function capture(): { readonly tamper: Tamper; readonly records: Uint8Array[] } {
  const records: Uint8Array[] = [];
  return {
    records,
    tamper: (record) => {
      records.push(Uint8Array.from(record));
      return [record];
    },
  };
}
