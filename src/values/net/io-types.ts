import { ambient } from '../ambient.ts';
import { typedArray } from '../array.ts';
import { NetException } from '../net-exception.ts';
import { Char } from '../numeric.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull, type Value } from '../value.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { constant, listArgument, staticMethod, textArgument } from './define.ts';
import { newGuid } from './guid.ts';

/** `[System.IO.Path]`, `[System.IO.File]` and `[System.IO.Directory]`, through the host's files. */
export function defineIo(): void {
  defineType({ fullName: 'System.IO.Path', statics: pathStatics });
  defineType({ fullName: 'System.IO.File', statics: fileStatics });
  defineType({ fullName: 'System.IO.Directory', statics: directoryStatics });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 || dot === name.length - 1 ? '' : name.slice(dot);
}

function folderOf(path: string): string | null {
  const at = path.lastIndexOf('/');
  if (at < 0) return '';
  if (path === '/') return null;
  return at === 0 ? '/' : path.slice(0, at);
}

function combine(parts: readonly string[]): string {
  let path = '';
  for (const part of parts) {
    if (part === '') continue;
    path = part.startsWith('/') || path === '' ? part : `${path}${path.endsWith('/') ? '' : '/'}${part}`;
  }
  return path;
}

/** Absolute, without `.` and `..`. */
export function fullPath(path: string): string {
  const parts: string[] = [];
  for (const part of combine([ambient().currentFolder(), path]).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const pathStatics = (): TypeMember[] => [
  constant('DirectorySeparatorChar', 'char', () => new Char('/')),
  constant('AltDirectorySeparatorChar', 'char', () => new Char('/')),
  constant('PathSeparator', 'char', () => new Char(':')),
  staticMethod('string Combine(Params string[] paths)', (args) =>
    combine(args.flatMap((arg) => (Array.isArray(arg) ? arg : [arg])).map((part) => toText(part))),
  ),
  staticMethod('string Join(Params string[] paths)', (args) =>
    args
      .map((part) => toText(part))
      .filter((part) => part !== '')
      .join('/')
      .replace(/\/{2,}/g, '/'),
  ),
  staticMethod('string GetFileName(string path)', (args) => baseName(textArgument(args, 0))),
  staticMethod('string GetFileNameWithoutExtension(string path)', (args) => {
    const name = baseName(textArgument(args, 0));
    const dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.slice(0, dot);
  }),
  staticMethod('string GetExtension(string path)', (args) => extensionOf(textArgument(args, 0))),
  staticMethod('bool HasExtension(string path)', (args) => extensionOf(textArgument(args, 0)) !== ''),
  staticMethod('string ChangeExtension(string path, string extension)', ([path = '', extension = null]) => {
    const text = toText(path);
    const stem = text.slice(0, text.length - extensionOf(text).length);
    if (isNull(extension)) return stem;
    const wanted = toText(extension);
    return stem + (wanted.startsWith('.') ? wanted : `.${wanted}`);
  }),
  staticMethod('string GetDirectoryName(string path)', (args) => folderOf(textArgument(args, 0))),
  staticMethod(['string GetFullPath(string path)'], (args) => fullPath(textArgument(args, 0))),
  staticMethod('string GetPathRoot(string path)', (args) =>
    textArgument(args, 0).startsWith('/') ? '/' : '',
  ),
  staticMethod('bool IsPathRooted(string path)', (args) => textArgument(args, 0).startsWith('/')),
  staticMethod('bool IsPathFullyQualified(string path)', (args) => textArgument(args, 0).startsWith('/')),
  staticMethod('string GetTempPath()', () => `${ambient().temporaryFolder}/`),
  staticMethod('string GetTempFileName()', () => {
    const path = `${ambient().temporaryFolder}/tmp${newGuid().formatted('N').slice(0, 8)}.tmp`;
    ambient().writeFile(path, new Uint8Array(0), false);
    return path;
  }),
  staticMethod('string GetRandomFileName()', () => {
    const digits = newGuid().formatted('N');
    return `${digits.slice(0, 8)}.${digits.slice(8, 11)}`;
  }),
  staticMethod('char[] GetInvalidFileNameChars()', () => [new Char('\0'), new Char('/')]),
  staticMethod('char[] GetInvalidPathChars()', () => [new Char('\0')]),
];

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function joined(value: Value[]): string {
  return value.map((line) => `${toText(line)}\n`).join('');
}

const fileStatics = (): TypeMember[] => [
  staticMethod('bool Exists(string path)', (args) => ambient().fileExists(fullPath(textArgument(args, 0)))),
  staticMethod(
    ['string ReadAllText(string path)', 'string ReadAllText(string path, Encoding encoding)'],
    (args) => decoded(ambient().readFile(fullPath(textArgument(args, 0)))),
  ),
  staticMethod(
    [
      'string[] ReadAllLines(string path)',
      'string[] ReadAllLines(string path, Encoding encoding)',
      'string[] ReadLines(string path)',
    ],
    (args) => typedArray(linesOf(decoded(ambient().readFile(fullPath(textArgument(args, 0))))), stringType),
  ),
  staticMethod('byte[] ReadAllBytes(string path)', (args) =>
    bytesValue(ambient().readFile(fullPath(textArgument(args, 0)))),
  ),
  staticMethod(
    [
      'void WriteAllText(string path, string text)',
      'void WriteAllText(string path, string text, Encoding encoding)',
    ],
    (args) => write(args, textArgument(args, 1), false),
  ),
  staticMethod(
    [
      'void AppendAllText(string path, string text)',
      'void AppendAllText(string path, string text, Encoding encoding)',
    ],
    (args) => write(args, textArgument(args, 1), true),
  ),
  staticMethod(
    [
      'void WriteAllLines(string path, string[] lines)',
      'void WriteAllLines(string path, string[] lines, Encoding encoding)',
    ],
    (args) => write(args, joined(listArgument(args, 1)), false),
  ),
  staticMethod('void Delete(string path)', (args) => {
    const path = fullPath(textArgument(args, 0));
    if (ambient().fileExists(path)) ambient().deleteFile(path);
    return undefined;
  }),
  staticMethod('void WriteAllBytes(string path, byte[] bytes)', (args) => {
    ambient().writeFile(fullPath(textArgument(args, 0)), bytesArgument(args[1]), false);
    return undefined;
  }),
];

function write(args: readonly Value[], text: string, append: boolean): undefined {
  const path = textArgument(args, 0);
  if (path === '')
    throw new NetException('ArgumentException', "The value cannot be an empty string. (Parameter 'path')");
  ambient().writeFile(fullPath(path), new TextEncoder().encode(text), append);
  return undefined;
}

const directoryStatics = (): TypeMember[] => [
  staticMethod('bool Exists(string path)', (args) => ambient().folderExists(fullPath(textArgument(args, 0)))),
  staticMethod('object CreateDirectory(string path)', (args) => {
    const path = fullPath(textArgument(args, 0));
    ambient().makeFolder(path);
    return ambient().item(path) as Value;
  }),
  staticMethod('string GetCurrentDirectory()', () => ambient().currentFolder()),
];
