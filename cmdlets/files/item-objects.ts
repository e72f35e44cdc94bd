import { commandInfo } from '../../src/cmdlet/command-info.ts';
import type { Drive } from '../../src/cmdlet/drives.ts';
import { fileObject } from '../../src/cmdlet/file-info.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';
import { psVariable } from '../session/ps-variable.ts';
import { factsOf, itemNames, type Location } from './location.ts';

/** The object at a location, as Get-Item returns it; undefined when nothing is there. */
export function objectAt(session: Session, location: Location): Value | undefined {
  if (location.kind === 'file') {
    const facts = factsOf(session, location.path);
    return facts && fileObject(session, facts);
  }
  return itemAt(session, location.drive, location.name);
}

function itemAt(session: Session, drive: Drive, name: string): Value | undefined {
  switch (drive.provider) {
    case 'Environment': {
      const value = session.host.environment.get(name);
      if (value === undefined) return undefined;
      const entries: [string, Value][] = [
        ['Name', name],
        ['Key', name],
        ['Value', value],
      ];
      return customObject(entries, 'System.Collections.DictionaryEntry');
    }
    case 'Variable': {
      const facts = session.variables.facts(name);
      return facts && psVariable(session, facts);
    }
    case 'Function': {
      const facts = session.functions.get(name) && session.commands.find(name);
      return facts && commandInfo(session, facts);
    }
    case 'Alias': {
      const facts = session.aliases.get(name) && session.commands.find(name);
      return facts && commandInfo(session, facts);
    }
    case 'FileSystem':
      return undefined;
  }
}

/** Everything on a drive that is no file system, by name. */
export function itemsOn(session: Session, drive: Drive): Value[] {
  return [...itemNames(session, drive)].sort().flatMap((name) => itemAt(session, drive, name) ?? []);
}

/** The value that Get-Content and Set-Item mean by an item: the variable's value, the function's block. */
export function itemValue(session: Session, drive: Drive, name: string): Value | undefined {
  switch (drive.provider) {
    case 'Environment':
      return session.host.environment.get(name);
    case 'Variable':
      return session.variables.get(name);
    case 'Function':
      return session.functions.get(name);
    case 'Alias':
      return session.aliases.get(name)?.target;
    case 'FileSystem':
      return undefined;
  }
}
