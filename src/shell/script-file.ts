import type { Command } from './command.ts';
import type { Frame } from './frame.ts';

/** A script by its path, or a program that may be started. */
export function findScript(frame: Frame, name: string): Command | undefined {
  const { runspace } = frame;
  const isPath = /[\\/]/.test(name);
  if (isPath || /\.ps1$/i.test(name)) {
    const script = scriptAt(frame, runspace.resolvePath(name));
    if (script !== undefined) return script;
    const withSuffix = /\.ps1$/i.test(name)
      ? undefined
      : scriptAt(frame, `${runspace.resolvePath(name)}.ps1`);
    if (withSuffix !== undefined) return withSuffix;
  }
  const program = runspace.host.native?.find(name);
  return program === undefined ? undefined : { kind: 'Application', name: baseName(program), path: program };
}

function scriptAt(frame: Frame, path: string): Command | undefined {
  if (!/\.ps1$/i.test(path)) return undefined;
  const { host } = frame.runspace;
  const read = host.files.read(path);
  if (!read.ok) return undefined;
  const text = decode(read.value);
  return {
    kind: 'ExternalScript',
    name: baseName(path),
    path,
    block: frame.runspace.compileBlock(text, path, frame.state),
  };
}

/** Text of a script file: UTF-8, or UTF-16 by its mark. */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
