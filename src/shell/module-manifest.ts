import { decodeScript } from '../language/script-text.ts';
import { enumerate } from '../values/enumerate.ts';
import { TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { ModuleValue } from './module-value.ts';
import type { Runspace } from './runspace.ts';
import { Scope } from './scope.ts';

/** A module with nothing in it yet. */
export function newModule(runspace: Runspace, name: string, path: string): ModuleValue {
  const scope = new Scope(runspace.globalScope, true);
  return new ModuleValue(name, path, { moduleName: name, scope, current: scope });
}

/** A manifest as data: nothing in it is run. Undefined for one that is no data. */
export function readManifest(runspace: Runspace, path: string): Dictionary | undefined {
  const read = runspace.host.files.read(path);
  if (!read.ok) return undefined;
  try {
    const value = runspace.compileBlock(`data {\n${decodeScript(read.value)}\n}`, path).invoke();
    return value instanceof Dictionary ? value : undefined;
  } catch (error) {
    if (error instanceof TerminatingError) return undefined;
    throw error;
  }
}

/** Takes over what a manifest says of its module. */
export function describe(module: ModuleValue, manifest: Dictionary): void {
  const text = (key: string): string => toText(manifest.get(key) ?? '');
  module.kind = 'Manifest';
  module.version = text('ModuleVersion') || '0.0';
  module.guid = text('GUID') || undefined;
  module.description = text('Description');
  module.author = text('Author');
  module.rootModule = text('RootModule') || text('ModuleToProcess');
  module.editions = textsIn(manifest.get('CompatiblePSEditions')) ?? [];
  module.privateData = manifest.get('PrivateData') ?? null;
  if (module.rootModule !== '') module.kind = 'Script';
  module.limitExports({
    functions: textsIn(manifest.get('FunctionsToExport')),
    aliases: textsIn(manifest.get('AliasesToExport')),
    variables: textsIn(manifest.get('VariablesToExport')),
  });
}

/** The entries of a key that may hold one or several. */
export function itemsIn(value: Value | undefined): Value[] {
  if (value === undefined || isNull(value)) return [];
  return value instanceof Dictionary ? [value] : Array.from(enumerate(value));
}

/** Undefined for a key that the manifest has not. */
export function textsIn(value: Value | undefined): string[] | undefined {
  return value === undefined ? undefined : itemsIn(value).map((item) => toText(item));
}
