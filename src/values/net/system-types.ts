import { ambient, randomFraction } from '../ambient.ts';
import { type TimeSpan, timeSpanOfMs } from '../date-time.ts';
import { defineEnum } from '../enum-type.ts';
import { Hashtable } from '../hashtable.ts';
import { double } from '../numeric.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { customObject } from '../ps-custom-object.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, NetObject } from '../value.ts';
import { bytesValue } from './bytes.ts';
import { currentCulture, currentUICulture } from './culture.ts';
import { constant, intArgument, method, outOfRange, property, staticMethod, textArgument } from './define.ts';

/** Environment, Random, Stopwatch, GC, culture, and enumerations that scripts pass to methods. */
export function defineSystemTypes(): void {
  defineType({
    fullName: 'System.Environment',
    aliases: ['Environment'],
    base: () => objectTypeInfo,
    statics: environmentStatics,
  });
  defineType({
    fullName: 'System.GC',
    aliases: ['gc'],
    statics: () => [
      staticMethod('void Collect()', () => undefined),
      staticMethod('long GetTotalMemory(bool force)', () => 0n),
    ],
  });
  defineType({
    fullName: 'System.Threading.Thread',
    statics: () => [
      staticMethod('void Sleep(int ms)', () => undefined),
      constant('CurrentThread', 'object', () =>
        customObject([
          ['CurrentCulture', currentCulture()],
          ['CurrentUICulture', currentUICulture()],
          ['ManagedThreadId', 1],
        ]),
      ),
    ],
  });
  defineType({ fullName: 'System.Console', aliases: ['console'], statics: consoleStatics });
  for (const [fullName, values] of ENUMS) defineEnum({ fullName, values });
}

const ENUMS: readonly (readonly [string, readonly string[]])[] = [
  [
    'System.StringComparison',
    [
      'CurrentCulture',
      'CurrentCultureIgnoreCase',
      'InvariantCulture',
      'InvariantCultureIgnoreCase',
      'Ordinal',
      'OrdinalIgnoreCase',
    ],
  ],
  ['System.StringSplitOptions', ['None', 'RemoveEmptyEntries', 'TrimEntries']],
  [
    'System.ConsoleColor',
    [
      'Black',
      'DarkBlue',
      'DarkGreen',
      'DarkCyan',
      'DarkRed',
      'DarkMagenta',
      'DarkYellow',
      'Gray',
      'DarkGray',
      'Blue',
      'Green',
      'Cyan',
      'Red',
      'Magenta',
      'Yellow',
      'White',
    ],
  ],
  [
    'System.Globalization.NumberStyles',
    [
      'None',
      'AllowLeadingWhite',
      'AllowTrailingWhite',
      'Integer',
      'HexNumber',
      'Number',
      'Float',
      'Currency',
      'Any',
    ],
  ],
  [
    'System.Globalization.DateTimeStyles',
    [
      'None',
      'AllowLeadingWhite',
      'AllowTrailingWhite',
      'AllowInnerWhite',
      'AllowWhiteSpaces',
      'NoCurrentDateDefault',
      'AdjustToUniversal',
      'AssumeLocal',
      'AssumeUniversal',
      'RoundtripKind',
    ],
  ],
  ['System.EnvironmentVariableTarget', ['Process', 'User', 'Machine']],
  ['System.Base64FormattingOptions', ['None', 'InsertLineBreaks']],
  ['System.IO.FileMode', ['None', 'CreateNew', 'Create', 'Open', 'OpenOrCreate', 'Truncate', 'Append']],
  ['System.PlatformID', ['Win32S', 'Win32Windows', 'Win32NT', 'WinCE', 'Unix', 'Xbox', 'MacOSX']],
];

const environmentStatics = (): TypeMember[] => [
  constant('NewLine', 'string', () => '\n'),
  constant('MachineName', 'string', () => ambient().environmentVariable('HOSTNAME') ?? 'localhost'),
  constant('UserName', 'string', () => ambient().environmentVariable('USER') ?? 'user'),
  constant('UserDomainName', 'string', () => ambient().environmentVariable('HOSTNAME') ?? 'localhost'),
  constant('CurrentDirectory', 'string', () => ambient().currentFolder()),
  constant('ProcessId', 'int', () => ambient().processId),
  constant('ProcessorCount', 'int', () => 1),
  constant('TickCount', 'int', () => Math.trunc(ambient().monotonicMs()) | 0),
  constant('Is64BitOperatingSystem', 'bool', () => true),
  constant('Is64BitProcess', 'bool', () => true),
  constant('OSVersion', 'object', () =>
    customObject([
      ['Platform', 'Unix'],
      ['VersionString', 'Unix'],
    ]),
  ),
  constant('Version', 'string', () => '8.0.0'),
  constant('HasShutdownStarted', 'bool', () => false),
  staticMethod(
    [
      'string GetEnvironmentVariable(string name)',
      'string GetEnvironmentVariable(string name, EnvironmentVariableTarget target)',
    ],
    (args) => ambient().environmentVariable(textArgument(args, 0)) ?? null,
  ),
  staticMethod(
    [
      'void SetEnvironmentVariable(string name, string value)',
      'void SetEnvironmentVariable(string name, string value, EnvironmentVariableTarget target)',
    ],
    ([name = '', value = null]) => {
      const text = toText(value);
      ambient().setEnvironmentVariable(toText(name), isNull(value) || text === '' ? undefined : text);
      return undefined;
    },
  ),
  staticMethod(
    [
      'hashtable GetEnvironmentVariables()',
      'hashtable GetEnvironmentVariables(EnvironmentVariableTarget target)',
    ],
    () => {
      const table = new Hashtable();
      for (const name of ambient().environmentNames())
        table.set(name, ambient().environmentVariable(name) ?? null);
      return table;
    },
  ),
  staticMethod('string ExpandEnvironmentVariables(string text)', (args) =>
    textArgument(args, 0).replace(
      /%(\w+)%/g,
      (whole, name: string) => ambient().environmentVariable(name) ?? whole,
    ),
  ),
  staticMethod(['string GetFolderPath(object folder)'], (args) =>
    /^(?:UserProfile|Personal|MyDocuments)$/i.test(textArgument(args, 0)) ? ambient().homeFolder : '',
  ),
];

const consoleStatics = (): TypeMember[] => [
  constant('WindowWidth', 'int', () => 120),
  constant('WindowHeight', 'int', () => 0),
  constant('OutputEncoding', 'object', () => null),
  constant('IsOutputRedirected', 'bool', () => true),
];

/** `[random]`, seeded or not. */
class RandomValue extends NetObject {
  #state: number | undefined;
  constructor(seed: number | undefined) {
    super();
    this.#state = seed === undefined ? undefined : (seed ^ 0x9e3779b9) | 0;
  }

  get type(): TypeInfo {
    return randomType;
  }

  /** From 0 up to 1; a seeded one repeats (Mulberry32). */
  next(): number {
    if (this.#state === undefined) return randomFraction();
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const randomType: TypeInfo = defineType({
  fullName: 'System.Random',
  aliases: ['random'],
  base: () => objectTypeInfo,
  construct: (args) => new RandomValue(args.length === 0 ? undefined : intArgument(args, 0)),
  members: () => [
    method(['int Next()', 'int Next(int max)', 'int Next(int min, int max)'], (self: RandomValue, args) => {
      const [least, greatest] =
        args.length === 2
          ? [intArgument(args, 0), intArgument(args, 1)]
          : [0, args.length === 1 ? intArgument(args, 0) : 2_147_483_647];
      if (least > greatest) throw outOfRange('minValue', "'minValue' cannot be greater than maxValue.");
      return least + Math.floor(self.next() * (greatest - least));
    }),
    method('double NextDouble()', (self: RandomValue) => double(self.next())),
    method('void NextBytes(byte[] buffer)', (self: RandomValue, [buffer]) => {
      if (Array.isArray(buffer))
        for (const [at] of buffer.entries())
          buffer[at] = bytesValue(Uint8Array.of(Math.floor(self.next() * 256)))[0] ?? null;
      return undefined;
    }),
  ],
});

/** `[System.Diagnostics.Stopwatch]`. */
class Stopwatch extends NetObject {
  #startedMs: number | undefined;
  #elapsedMs = 0;

  get type(): TypeInfo {
    return stopwatchType;
  }

  get running(): boolean {
    return this.#startedMs !== undefined;
  }

  start(): this {
    this.#startedMs ??= ambient().monotonicMs();
    return this;
  }

  stop(): void {
    this.#elapsedMs = this.elapsedMs();
    this.#startedMs = undefined;
  }

  reset(): void {
    this.#elapsedMs = 0;
    this.#startedMs = undefined;
  }

  elapsedMs(): number {
    return this.#elapsedMs + (this.#startedMs === undefined ? 0 : ambient().monotonicMs() - this.#startedMs);
  }
}

const stopwatchType: TypeInfo = defineType({
  fullName: 'System.Diagnostics.Stopwatch',
  base: () => objectTypeInfo,
  construct: () => new Stopwatch(),
  statics: () => [
    staticMethod('System.Diagnostics.Stopwatch StartNew()', () => new Stopwatch().start()),
    staticMethod('long GetTimestamp()', () => BigInt(Math.round(ambient().monotonicMs() * 1e6))),
    constant('Frequency', 'long', () => 1_000_000_000n),
  ],
  members: () => [
    property('Elapsed', 'timespan', (self: Stopwatch): TimeSpan => timeSpanOfMs(self.elapsedMs())),
    property('ElapsedMilliseconds', 'long', (self: Stopwatch) => BigInt(Math.round(self.elapsedMs()))),
    property('ElapsedTicks', 'long', (self: Stopwatch) => BigInt(Math.round(self.elapsedMs() * 10_000))),
    property('IsRunning', 'bool', (self: Stopwatch) => self.running),
    method('void Start()', (self: Stopwatch) => void self.start()),
    method('void Stop()', (self: Stopwatch) => self.stop() as undefined),
    method('void Reset()', (self: Stopwatch) => self.reset() as undefined),
    method('void Restart()', (self: Stopwatch) => {
      self.reset();
      self.start();
      return undefined;
    }),
  ],
});
