import type { Drive } from '../../src/cmdlet/drives.ts';
import { terminatingError } from '../../src/cmdlet/error.ts';
import type { ScopeId, Session } from '../../src/cmdlet/session.ts';
import { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

/** Sets an item of a drive that is no file system: a variable, a function, an alias, an environment variable. */
export function setItem(session: Session, drive: Drive, given: string, value: Value, force: boolean): void {
  const { scope, name } = splitScope(given);
  switch (drive.provider) {
    case 'Environment':
      session.host.environment.set(name, value === null || toText(value) === '' ? undefined : toText(value));
      return;
    case 'Variable':
      session.variables.set(name, value, scope === undefined ? { force } : { scope, force });
      return;
    case 'Function':
      session.functions.set(
        name,
        blockOf(session, value),
        scope === undefined ? { force } : { scope, force },
      );
      return;
    case 'Alias':
      session.aliases.set(name, toText(value), { force });
      return;
    case 'FileSystem':
  }
}

function blockOf(session: Session, value: Value): ScriptBlock {
  if (value instanceof ScriptBlock) return value;
  return session.compile(toText(value));
}

/** Removes such an item; false when there was none. */
export function removeItem(session: Session, drive: Drive, name: string, force: boolean): boolean {
  switch (drive.provider) {
    case 'Environment': {
      const known = session.host.environment.get(name) !== undefined;
      session.host.environment.set(name, undefined);
      return known;
    }
    case 'Variable':
      return session.variables.remove(name, undefined, force);
    case 'Function':
      return session.functions.remove(name);
    case 'Alias':
      return session.aliases.remove(name, undefined, force);
    case 'FileSystem':
      return false;
  }
}

/** `global:name` as scope and name. */
export function splitScope(name: string): { readonly scope: ScopeId | undefined; readonly name: string } {
  const match = /^(global|script|local|private):(.+)$/i.exec(name);
  if (!match) return { scope: undefined, name };
  const scopes: readonly ScopeId[] = ['global', 'script', 'local', 'private'];
  return { scope: scopes.find((scope) => scope === match[1]?.toLowerCase()), name: match[2] ?? '' };
}

/** The error of an action that the drive does not know. */
export function notSupported(drive: Drive, action: string): Error {
  return terminatingError({
    message: `${action} is not possible on the drive '${drive.name}'.`,
    id: 'NotSupported',
    category: 'NotImplemented',
    target: drive.name,
    exceptionType: 'System.Management.Automation.PSNotSupportedException',
  });
}
