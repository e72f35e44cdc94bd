const POWERS: Readonly<Record<string, number>> = { kilobytes: 10, megabytes: 20, gigabytes: 30 };

/**
 * How many bytes a programmatic unit of CIM (DSP0004, annex C) has: `byte`, `byte * 2^20`, `MegaBytes`; undefined for
 * any other.
 */
export function unitsOf(text: string): number | undefined {
  const plain = text.replaceAll(/\s/g, '').toLowerCase();
  if (plain === 'byte' || plain === 'bytes' || plain === '') return 1;
  const [, base, exponent] = /^byte\*(2|10)\^(\d{1,2})$/.exec(plain) ?? [];
  if (base !== undefined) return Number(base) ** Number(exponent);
  const power = POWERS[plain];
  return power === undefined ? undefined : 2 ** power;
}
