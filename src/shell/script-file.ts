import { decodeScript } from '../language/script-text.ts';
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
  const text = decodeScript(read.value);
  return {
    kind: 'ExternalScript',
    name: baseName(path),
    path,
    block: frame.runspace.compileBlock(text, path, frame.state),
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
