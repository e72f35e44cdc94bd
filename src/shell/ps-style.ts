import { stripDecoration } from '../format/decoration.ts';
import { convertTo } from '../values/convert.ts';
import { defineEnum } from '../values/enum-type.ts';
import { NetException } from '../values/net-exception.ts';
import { int32Type } from '../values/numeric.ts';
import { objectOf, objectType, type PropertyDefinition } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
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
    progress: progressObject(),
    fileInfo: fileInfoObject(),
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
  const type = objectType<Texts>()({
    name,
    fullName: `${FULL_NAME}+${name}`,
    properties: Object.fromEntries(
      Array.from(texts.keys(), (key) => [key, { type: 'string', get: (data: Texts) => data.get(key) ?? '' }]),
    ),
    methods: {
      FromRgb: {
        signature: 'string FromRgb(Params byte[] rgb)',
        invoke: (_data, args) => sequence(`${base + 8};2;${rgbOf(args).join(';')}`),
      },
    },
  });
  return objectOf(type, texts);
}

function rgbOf(args: readonly Value[]): number[] {
  if (args.length > 1) return args.map((arg) => Number(convertTo(arg, int32Type)) & 255);
  const rgb = Number(convertTo(args[0] ?? null, int32Type));
  return [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
}

/** A style is nothing but escape sequences. */
function styleText(value: Value): string {
  const text = toText(value);
  const printable = stripDecoration(text);
  if (printable === '') return text;
  throw new NetException(
    'ArgumentException',
    `The specified string contains printable content when it should only contain ANSI escape sequences: ${printable}`,
  );
}

function textProperties(texts: Texts): Record<string, PropertyDefinition<Texts>> {
  return Object.fromEntries(
    Array.from(texts.keys(), (key): [string, PropertyDefinition<Texts>] => [
      key,
      {
        type: 'string',
        get: (data) => data.get(key) ?? '',
        set: (data, value) => data.set(key, styleText(value)),
      },
    ]),
  );
}

function textsObject(name: string, texts: Texts): Value {
  const properties = textProperties(texts);
  const type = objectType<Texts>()({ name, fullName: `${FULL_NAME}+${name}`, properties });
  return objectOf(type, texts);
}

/** Narrower bars of progress cannot be drawn. */
const LEAST_PROGRESS_WIDTH = 18;

function progressObject(): Value {
  const texts: Texts = new Map([['Style', sequence('33;1')]]);
  const other = { maxWidth: 120, view: 'Minimal', indicator: false };
  const type = objectType<Texts>()({
    name: 'ProgressConfiguration',
    fullName: `${FULL_NAME}+ProgressConfiguration`,
    properties: {
      ...textProperties(texts),
      MaxWidth: {
        type: 'int',
        get: () => other.maxWidth,
        set: (_data, value) => {
          const width = Number(convertTo(value, int32Type));
          if (width < LEAST_PROGRESS_WIDTH) {
            throw new NetException(
              'ArgumentOutOfRangeException',
              `The value must be ${LEAST_PROGRESS_WIDTH} or greater. (Parameter 'MaxWidth')`,
            );
          }
          other.maxWidth = width;
        },
      },
      View: {
        type: 'string',
        get: () => other.view,
        set: (_data, value) => {
          other.view = toText(value);
        },
      },
      UseOSCIndicator: {
        type: 'bool',
        get: () => other.indicator,
        set: (_data, value) => {
          other.indicator = isTrue(value);
        },
      },
    },
  });
  return objectOf(type, texts);
}

function fileInfoObject(): Value {
  const texts = codes({ Directory: '44;1', SymbolicLink: '36;1', Executable: '32;1' });
  const extensions = objectOf(extensionsType, new Map(EXTENSIONS.map((name) => [name, sequence('31;1')])));
  const type = objectType<Texts>()({
    name: 'FileInfoFormatting',
    fullName: `${FULL_NAME}+FileInfoFormatting`,
    properties: {
      ...textProperties(texts),
      Extension: { type: 'FileExtensionDictionary', get: () => extensions },
    },
  });
  return objectOf(type, texts);
}

/** Archives and, in yellow on the screen, the scripts of the shell. */
const EXTENSIONS = [
  '.zip',
  '.tgz',
  '.gz',
  '.tar',
  '.nupkg',
  '.cab',
  '.7z',
  '.ps1',
  '.psd1',
  '.psm1',
  '.ps1xml',
];

function extensionName(value: Value | undefined): string {
  const name = toText(value ?? null);
  if (name.startsWith('.')) return name;
  throw new NetException(
    'ArgumentException',
    `When adding or removing extensions, the extension must start with a period: ${name}`,
  );
}

const extensionsType = objectType<Texts>()({
  name: 'FileExtensionDictionary',
  fullName: `${FULL_NAME}+FileInfoFormatting+FileExtensionDictionary`,
  properties: {
    Keys: { type: 'string[]', get: (data) => [...data.keys()] },
    Count: { type: 'int', get: (data) => data.size },
  },
  methods: {
    Add: {
      signature: 'void Add(string extension, string decoration)',
      invoke: (data, [extension, decoration]) => {
        data.set(extensionName(extension), styleText(decoration ?? null));
        return null;
      },
    },
    Remove: {
      signature: 'void Remove(string extension)',
      invoke: (data, [extension]) => {
        data.delete(extensionName(extension));
        return null;
      },
    },
    ContainsKey: {
      signature: 'bool ContainsKey(string extension)',
      invoke: (data, [extension]) => data.has(extensionName(extension)),
    },
    Clear: {
      signature: 'void Clear()',
      invoke: (data) => {
        data.clear();
        return null;
      },
    },
    get_Item: {
      signature: 'string get_Item(string extension)',
      invoke: (data, [extension]) => data.get(extensionName(extension)) ?? null,
    },
  },
});

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
