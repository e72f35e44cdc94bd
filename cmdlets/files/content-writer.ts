import { Buffer } from 'node:buffer';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { plain } from '../../src/values/arithmetic.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { textEncoding } from './encoding.ts';
import { setItem } from './item-change.ts';
import { itemValue } from './item-objects.ts';
import { expand, factsOf, fileError, type Location, locate } from './location.ts';

export interface ContentRequest {
  readonly paths: readonly string[];
  readonly literal: boolean;
  readonly append: boolean;
  readonly asBytes: boolean;
  readonly noNewline: boolean;
  readonly force: boolean;
  readonly passThru: boolean;
  readonly encoding: Value | undefined;
  /** For -WhatIf: `Set Content`. */
  readonly action: string;
}

/** Writes values as lines (or bytes) to every path: Set-Content and Add-Content. */
export function writeContent(
  invocation: Invocation,
  request: ContentRequest,
  values: readonly Value[],
): void {
  const { session } = invocation;
  for (const given of request.paths) {
    const existing = expand(session, given, { literal: request.literal });
    const locations = existing && existing.length > 0 ? existing : [locate(session, given)];
    for (const location of locations) {
      const shown = location.kind === 'file' ? location.path : location.given;
      if (!invocation.shouldProcess(`Path: ${shown}`, request.action)) continue;
      if (location.kind === 'item') writeItem(invocation, location, request, values);
      else if (!writeFile(invocation, location.path, request, values)) continue;
      if (request.passThru) invocation.writeAll(values);
    }
  }
}

function writeItem(
  invocation: Invocation,
  location: Extract<Location, { kind: 'item' }>,
  request: ContentRequest,
  values: readonly Value[],
): void {
  const before = request.append
    ? [...enumerate(itemValue(invocation.session, location.drive, location.name) ?? [])]
    : [];
  const all = [...before, ...values];
  setItem(
    invocation.session,
    location.drive,
    location.name,
    all.length === 1 ? (all[0] ?? null) : all,
    request.force,
  );
}

function writeFile(
  invocation: Invocation,
  path: string,
  request: ContentRequest,
  values: readonly Value[],
): boolean {
  const facts = factsOf(invocation.session, path);
  if (facts?.folder === true) {
    invocation.writeError({
      message: `Unable to write content because it is a directory: '${path}'.`,
      id: 'WriteContainerContentException',
      category: 'InvalidOperation',
      target: path,
      exceptionType: 'System.InvalidOperationException',
    });
    return false;
  }
  const isNew = !facts || !request.append || facts.sizeBytes === 0;
  const bytes = request.asBytes ? byteContent(invocation, values) : textContent(request, values, isNew);
  const written = invocation.host.files.write(path, bytes, request.append && facts ? 'append' : 'replace');
  if (written.ok) return true;
  const { fault } = written;
  const isMissing = fault.kind === 'NotFound' || fault.kind === 'NotFolder';
  invocation.writeError(
    isMissing ? missingFolder(path) : fileError(fault, 'GetContentWriterUnauthorizedAccessError'),
  );
  return false;
}

function missingFolder(path: string): CmdletError {
  return {
    message: `Could not find a part of the path '${path}'.`,
    id: 'GetContentWriterDirectoryNotFoundError',
    category: 'ObjectNotFound',
    target: path,
    exceptionType: 'System.IO.DirectoryNotFoundException',
  };
}

function textContent(request: ContentRequest, values: readonly Value[], isNew: boolean): Uint8Array {
  const encoding = textEncoding(request.encoding);
  const lineBreak = request.noNewline ? '' : '\n';
  const lines: string[] = [];
  for (const value of values) for (const item of enumerate(value)) lines.push(toText(item) + lineBreak);
  const body = encoding.encode(lines.join(''));
  return isNew ? Buffer.concat([encoding.preamble, body]) : body;
}

function byteContent(invocation: Invocation, values: readonly Value[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    for (const item of enumerate(value)) {
      const byte = plain(item);
      if (typeof item === 'string' || !Number.isInteger(byte) || byte < 0 || byte > 255) {
        invocation.throwTerminating({
          message: `Cannot proceed with byte encoding. When using byte encoding the content must be of type byte.`,
          id: 'ByteEncodingContent',
          category: 'InvalidArgument',
          target: item,
          exceptionType: 'System.InvalidOperationException',
        });
      }
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}
