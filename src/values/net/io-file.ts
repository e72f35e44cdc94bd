import { ambient, type FoundFile } from '../ambient.ts';
import { typedArray } from '../array.ts';
import { localDateTime, utcDateTime } from '../date-time.ts';
import { NetException } from '../net-exception.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import { isTrue } from '../truth.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { openFile } from './byte-stream.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { listArgument, staticMethod, textArgument } from './define.ts';
import { fullPath } from './io-path.ts';
import { decodedText, encodingArgument } from './text-encoding.ts';
import { TextReader } from './text-reader.ts';
import { fileWriter } from './text-writer.ts';

/** `[System.IO.File]`, through the host's files. */
export function defineFile(): void {
  defineType({
    fullName: 'System.IO.File',
    statics: () => [...wholeFiles(), ...openedFiles(), ...changes(), ...times()],
  });
}

/** The path of an argument; .NET takes none that is empty. */
export function pathArgument(args: readonly Value[], index = 0): string {
  const path = textArgument(args, index);
  if (path !== '') return fullPath(path);
  throw new NetException('ArgumentException', "The value cannot be an empty string. (Parameter 'path')");
}

export function readText(path: string, encoding?: Value): string {
  return decodedText(ambient().readFile(path), encodingArgument(encoding));
}

function linesOf(text: string): Value {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return typedArray(lines, stringType);
}

function joined(lines: readonly Value[]): string {
  return lines.map((line) => `${toText(line)}\n`).join('');
}

function write(path: string, text: string, given: Value | undefined, append: boolean): undefined {
  const encoding = encodingArgument(given);
  const begins = !append || !ambient().fileExists(path);
  const mark = begins ? encoding.preamble : new Uint8Array(0);
  ambient().writeFile(path, Buffer.concat([mark, encoding.bytes(text)]), append);
  return undefined;
}

const textOrLines = (name: string, parameter: string): string[] => [
  `void ${name}(string path, ${parameter})`,
  `void ${name}(string path, ${parameter}, Encoding encoding)`,
];

const wholeFiles = (): TypeMember[] => [
  staticMethod('bool Exists(string path)', (args) => ambient().fileExists(fullPath(textArgument(args, 0)))),
  staticMethod(
    ['string ReadAllText(string path)', 'string ReadAllText(string path, Encoding encoding)'],
    (args) => readText(pathArgument(args), args[1]),
  ),
  ...['ReadAllLines', 'ReadLines'].map((name) =>
    staticMethod(
      [`string[] ${name}(string path)`, `string[] ${name}(string path, Encoding encoding)`],
      (args) => linesOf(readText(pathArgument(args), args[1])),
    ),
  ),
  staticMethod('byte[] ReadAllBytes(string path)', (args) =>
    bytesValue(ambient().readFile(pathArgument(args))),
  ),
  staticMethod(textOrLines('WriteAllText', 'string text'), (args) =>
    write(pathArgument(args), textArgument(args, 1), args[2], false),
  ),
  staticMethod(textOrLines('AppendAllText', 'string text'), (args) =>
    write(pathArgument(args), textArgument(args, 1), args[2], true),
  ),
  staticMethod(textOrLines('WriteAllLines', 'string[] lines'), (args) =>
    write(pathArgument(args), joined(listArgument(args, 1)), args[2], false),
  ),
  staticMethod(textOrLines('AppendAllLines', 'string[] lines'), (args) =>
    write(pathArgument(args), joined(listArgument(args, 1)), args[2], true),
  ),
  staticMethod('void WriteAllBytes(string path, byte[] bytes)', (args) => {
    ambient().writeFile(pathArgument(args), bytesArgument(args[1]), false);
    return undefined;
  }),
];

const openedFiles = (): TypeMember[] => [
  staticMethod(
    'System.IO.StreamReader OpenText(string path)',
    (args) => new TextReader(readText(pathArgument(args))),
  ),
  staticMethod('System.IO.StreamWriter CreateText(string path)', (args) =>
    fileWriter(pathArgument(args), false, undefined),
  ),
  staticMethod('System.IO.StreamWriter AppendText(string path)', (args) =>
    fileWriter(pathArgument(args), true, undefined),
  ),
  staticMethod('System.IO.FileStream OpenRead(string path)', (args) => openFile(pathArgument(args), 'Open')),
  staticMethod('System.IO.FileStream OpenWrite(string path)', (args) =>
    openFile(pathArgument(args), 'OpenOrCreate'),
  ),
  staticMethod('System.IO.FileStream Create(string path)', (args) => openFile(pathArgument(args), 'Create')),
  staticMethod('System.IO.FileStream Open(string path, System.IO.FileMode mode)', (args) =>
    openFile(pathArgument(args), textArgument(args, 1)),
  ),
];

/** Copies or moves a file; an existing one is replaced only when that was asked for. */
export function place(from: string, to: string, overwrite: boolean, how: 'copyFile' | 'moveFile'): void {
  if (ambient().facts(from) === undefined)
    throw new NetException('System.IO.FileNotFoundException', `Could not find file '${from}'.`);
  if (ambient().facts(to) !== undefined) {
    if (!overwrite) throw new NetException('System.IO.IOException', `The file '${to}' already exists.`);
    if (how === 'moveFile' && from !== to) ambient().remove(to, false);
  }
  ambient()[how](from, to);
}

const changes = (): TypeMember[] => [
  staticMethod('void Delete(string path)', (args) => {
    const path = pathArgument(args);
    if (ambient().fileExists(path)) ambient().remove(path, false);
    return undefined;
  }),
  ...(
    [
      ['Copy', 'copyFile'],
      ['Move', 'moveFile'],
    ] as const
  ).map(([name, how]) =>
    staticMethod(
      [`void ${name}(string from, string to)`, `void ${name}(string from, string to, bool overwrite)`],
      (args) => {
        place(pathArgument(args), pathArgument(args, 1), isTrue(args[2] ?? false), how);
        return undefined;
      },
    ),
  ),
];

const times = (): TypeMember[] =>
  (
    [
      ['Creation', ({ createdMs }) => createdMs],
      ['LastAccess', ({ accessedMs }) => accessedMs],
      ['LastWrite', ({ modifiedMs }) => modifiedMs],
    ] satisfies [string, (file: FoundFile) => number][]
  ).flatMap(([name, ofFile]) => {
    const time = (args: readonly Value[]): number => {
      const facts = ambient().facts(pathArgument(args));
      return facts === undefined ? NEVER_MS : ofFile(facts);
    };
    return [
      staticMethod(`datetime Get${name}Time(string path)`, (args) => localDateTime(time(args))),
      staticMethod(`datetime Get${name}TimeUtc(string path)`, (args) => utcDateTime(time(args))),
    ];
  });

/** The first moment of a Windows file system: what .NET says of files that are not there. */
export const NEVER_MS = Date.UTC(1601, 0, 1);
