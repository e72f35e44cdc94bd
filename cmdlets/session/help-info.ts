import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';

export interface HelpData {
  readonly name: string;
  readonly category: string;
  readonly synopsis: string;
  readonly description: string;
  readonly module: string;
  readonly syntax: string;
  readonly parameters: readonly Value[];
  readonly examples: readonly Value[];
  /** What is shown. */
  readonly text: string;
}

/** What Get-Help returns; it is shown by its text. */
export const helpInfoType = objectType<HelpData>()({
  name: 'HelpInfo',
  fullName: 'MamlCommandHelpInfo',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Category: { type: 'string', get: ({ category }) => category },
    Synopsis: { type: 'string', get: ({ synopsis }) => synopsis },
    ModuleName: { type: 'string', get: ({ module }) => module },
    Description: { type: 'string', get: ({ description }) => description },
    Syntax: { type: 'string', get: ({ syntax }) => syntax },
    Parameters: { type: 'object', get: ({ parameters }) => customObject([['parameter', [...parameters]]]) },
    Examples: { type: 'object', get: ({ examples }) => customObject([['example', [...examples]]]) },
  },
  toString: ({ text }) => text,
});

/** One line of a list of topics. */
export const helpTopicType = objectType<Pick<HelpData, 'name' | 'category' | 'module' | 'synopsis'>>()({
  name: 'HelpInfoShort',
  fullName: 'HelpInfoShort',
  properties: {
    Name: { type: 'string', get: ({ name }) => name },
    Category: { type: 'string', get: ({ category }) => category },
    ModuleName: { type: 'string', get: ({ module }) => module },
    Synopsis: { type: 'string', get: ({ synopsis }) => synopsis },
  },
  view: {
    table: [
      { property: 'Name', width: 33 },
      { property: 'Category', width: 9 },
      { label: 'Module', width: 25, property: 'ModuleName' },
      { property: 'Synopsis' },
    ],
  },
  toString: ({ name }) => name,
});

export function helpInfo(data: HelpData): TypedObject<HelpData> {
  return objectOf(helpInfoType, data);
}
