import { convertTo } from '../values/convert.ts';
import { defineEnum } from '../values/enum-type.ts';
import { objectOf, objectType, type PropertyDefinition } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';

const FULL_NAME = 'System.Management.Automation.PSStyle';

export const outputRenderingType = defineEnum({
  fullName: 'System.Management.Automation.OutputRendering',
  values: ['Host', 'PlainText', 'Ansi'],
});

/** Texts that can be set, by name. */
type Texts = Map<string, string>;

interface StyleData {
  rendering: Value;
  readonly formatting: Value;
  readonly foreground: Value;
  readonly background: Value;
  readonly progress: Value;
  readonly fileInfo: Value;
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  Reset: '0',
  BlinkOff: '25',
  Blink: '5',
  BoldOff: '22',
  Bold: '1',
  DimOff: '22',
  Dim: '2',
  Hidden: '8',
  HiddenOff: '28',
  Reverse: '7',
  ReverseOff: '27',
  ItalicOff: '23',
  Italic: '3',
  UnderlineOff: '24',
  Underline: '4',
  StrikethroughOff: '29',
  Strikethrough: '9',
};

const FORMATTING: Readonly<Record<string, string>> = {
  FormatAccent: '32;1',
  TableHeader: '32;1',
  CustomTableHeaderLabel: '32;1;3',
  ErrorAccent: '36;1',
  Error: '31;1',
  Warning: '33;1',
  Verbose: '33;1',
  Debug: '33;1',
  FeedbackName: '33',
  FeedbackText: '96',
  FeedbackAction: '97',
};

const COLORS = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'] as const;

const sequence = (code: string): string => `\x1b[${code}m`;

/** `$PSStyle`: the escape sequences of the terminal by name, and whether output keeps them. */
export function createStyle(): Value {
  return objectOf(styleType, {
    rendering: outputRenderingType.value('Host'),
    formatting: textsObject('FormattingData', codes(FORMATTING)),
    foreground: colorsObject('ForegroundColor', 30),
    background: colorsObject('BackgroundColor', 40),
    progress: textsObject('ProgressConfiguration', new Map([['Style', sequence('33;1')]])),
    fileInfo: textsObject(
      'FileInfoFormatting',
      codes({ Directory: '44;1', SymbolicLink: '36;1', Executable: '32;1' }),
    ),
  });
}

function codes(table: Readonly<Record<string, string>>): Texts {
  return new Map(Object.entries(table).map(([name, code]) => [name, sequence(code)]));
}

function colorsObject(name: string, base: number): Value {
  const texts: Texts = new Map();
  for (const [index, color] of COLORS.entries()) {
    texts.set(color, sequence(String(base + index)));
    texts.set(`Bright${color}`, sequence(String(base + 60 + index)));
  }
  return textsObject(name, texts);
}

function textsObject(name: string, texts: Texts): Value {
  const properties = Object.fromEntries(
    Array.from(texts.keys(), (key): [string, PropertyDefinition<Texts>] => [
      key,
      {
        type: 'string',
        get: (data) => data.get(key) ?? '',
        set: (data, value) => data.set(key, toText(value)),
      },
    ]),
  );
  const type = objectType<Texts>()({ name, fullName: `${FULL_NAME}+${name}`, properties });
  return objectOf(type, texts);
}

const styleType = objectType<StyleData>()({
  name: 'PSStyle',
  fullName: FULL_NAME,
  properties: {
    ...(Object.fromEntries(
      Object.entries(ATTRIBUTES).map(([name, code]) => [
        name,
        { type: 'string', get: () => sequence(code) } satisfies PropertyDefinition<StyleData>,
      ]),
    ) as Readonly<Record<string, PropertyDefinition<StyleData>>>),
    OutputRendering: {
      type: 'OutputRendering',
      get: (data) => data.rendering,
      set: (data, value) => {
        data.rendering = convertTo(value, outputRenderingType);
      },
    },
    Formatting: { type: 'FormattingData', get: (data) => data.formatting },
    Progress: { type: 'ProgressConfiguration', get: (data) => data.progress },
    Foreground: { type: 'ForegroundColor', get: (data) => data.foreground },
    Background: { type: 'BackgroundColor', get: (data) => data.background },
    FileInfo: { type: 'FileInfoFormatting', get: (data) => data.fileInfo },
  },
  methods: {
    FormatHyperlink: {
      signature: 'string FormatHyperlink(string text, uri link)',
      invoke: (_data, [text = null, link = null]) =>
        `\x1b]8;;${toText(link)}\x1b\\${toText(text)}\x1b]8;;\x1b\\`,
    },
  },
});
