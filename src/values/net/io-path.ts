import { ambient } from '../ambient.ts';
import { Char } from '../numeric.ts';
import { toText } from '../to-text.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { isNull } from '../value.ts';
import { constant, staticMethod, textArgument } from './define.ts';
import { newGuid } from './guid.ts';

/** `[System.IO.Path]`. */
export function definePath(): void {
  defineType({ fullName: 'System.IO.Path', statics: pathStatics });
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
