import { objectType } from '../../src/values/object-type.ts';
import type { Value } from '../../src/values/value.ts';

export interface MeasureData {
  readonly count: number;
  readonly average: Value;
  readonly sum: Value;
  readonly maximum: Value;
  readonly minimum: Value;
  readonly standardDeviation: Value;
  readonly property: Value;
}

/** What Measure-Object returns for numbers. */
export const genericMeasureInfoType = objectType<MeasureData>()({
  name: 'GenericMeasureInfo',
  fullName: 'Microsoft.PowerShell.Commands.GenericMeasureInfo',
  properties: {
    Count: { type: 'int', get: (data) => data.count },
    Average: { type: 'System.Nullable[double]', get: (data) => data.average },
    Sum: { type: 'System.Nullable[double]', get: (data) => data.sum },
    Maximum: { type: 'System.Nullable[double]', get: (data) => data.maximum },
    Minimum: { type: 'System.Nullable[double]', get: (data) => data.minimum },
    StandardDeviation: { type: 'System.Nullable[double]', get: (data) => data.standardDeviation },
    Property: { type: 'string', get: (data) => data.property },
  },
  view: { list: ['Count', 'Average', 'Sum', 'Maximum', 'Minimum', 'StandardDeviation', 'Property'] },
});

/** The same for texts, dates and whatever else has an order. */
export const genericObjectMeasureInfoType = objectType<MeasureData>()({
  name: 'GenericObjectMeasureInfo',
  fullName: 'Microsoft.PowerShell.Commands.GenericObjectMeasureInfo',
  base: genericMeasureInfoType,
  properties: {},
});

export interface TextMeasureData {
  readonly lines: Value;
  readonly words: Value;
  readonly characters: Value;
  readonly property: Value;
}

/** What Measure-Object -Line, -Word and -Character return. */
export const textMeasureInfoType = objectType<TextMeasureData>()({
  name: 'TextMeasureInfo',
  fullName: 'Microsoft.PowerShell.Commands.TextMeasureInfo',
  properties: {
    Lines: { type: 'System.Nullable[int]', get: (data) => data.lines },
    Words: { type: 'System.Nullable[int]', get: (data) => data.words },
    Characters: { type: 'System.Nullable[int]', get: (data) => data.characters },
    Property: { type: 'string', get: (data) => data.property },
  },
  view: {
    table: [
      { property: 'Lines' },
      { property: 'Words' },
      { property: 'Characters' },
      { property: 'Property' },
    ],
  },
});
