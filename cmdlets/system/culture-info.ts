import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

/** The culture of the shell, which is the invariant one on every machine. */
export const cultureInfoType = objectType<{ readonly name: string }>()({
  name: 'CultureInfo',
  fullName: 'System.Globalization.CultureInfo',
  properties: {
    LCID: { type: 'int', get: () => 127 },
    Name: { type: 'string', get: ({ name }) => name },
    DisplayName: { type: 'string', get: () => 'Invariant Language (Invariant Country)' },
    EnglishName: { type: 'string', get: () => 'Invariant Language (Invariant Country)' },
    TwoLetterISOLanguageName: { type: 'string', get: () => 'iv' },
  },
  view: {
    table: [
      { property: 'LCID', width: 16, align: 'left' },
      { property: 'Name', width: 16 },
      { property: 'DisplayName' },
    ],
  },
  toString: ({ name }) => name,
});

export function invariantCulture(): TypedObject<{ readonly name: string }> {
  return objectOf(cultureInfoType, { name: '' });
}
