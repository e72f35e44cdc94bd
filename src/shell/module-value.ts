import type { AliasFacts } from '../cmdlet/session.ts';
import { Hashtable } from '../values/hashtable.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { FunctionCommand } from './command.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import type { SessionState } from './session-state.ts';
import type { Variable } from './variable.ts';

export interface Exports {
  readonly functions?: readonly string[] | undefined;
  readonly variables?: readonly string[] | undefined;
  readonly aliases?: readonly string[] | undefined;
}

/** A loaded module as scripts see it. */
export class ModuleValue extends NetObject {
  name: string;
  path: string;
  version = '0.0';
  description = '';
  author = '';
  readonly state: SessionState;
  /** Set by Export-ModuleMember; undefined: every function and alias. */
  #exports: { functions: string[]; variables: string[]; aliases: string[] } | undefined;
  /** From the manifest: narrows what the code exports. */
  #limits: Exports = {};
  constructor(name: string, path: string, state: SessionState) {
    super();
    this.name = name;
    this.path = path;
    this.state = state;
  }

  get type(): TypeInfo {
    return moduleType;
  }

  override asText(): string {
    return this.name;
  }

  addExports(names: Exports): void {
    this.#exports ??= { functions: [], variables: [], aliases: [] };
    this.#exports.functions.push(...(names.functions ?? []));
    this.#exports.variables.push(...(names.variables ?? []));
    this.#exports.aliases.push(...(names.aliases ?? []));
  }

  limitExports(limits: Exports): void {
    this.#limits = limits;
  }

  exportedFunctions(): FunctionCommand[] {
    const own = [...(this.state.scope.functions?.values() ?? [])];
    return own.filter(({ name }) => this.#isExported('functions', name, true));
  }

  exportedAliases(): AliasFacts[] {
    const own = [...(this.state.scope.aliases?.values() ?? [])];
    return own.filter(({ name }) => this.#isExported('aliases', name, true));
  }

  exportedVariables(): Variable[] {
    const own = [...this.state.scope.variables.values()];
    return own.filter(({ name }) => this.#isExported('variables', name, false));
  }

  #isExported(kind: keyof Exports, name: string, byDefault: boolean): boolean {
    const named = this.#exports?.[kind];
    const offered = named === undefined ? byDefault : matchesAny(name, named);
    const limit = this.#limits[kind];
    return offered && (limit === undefined || matchesAny(name, limit));
  }

  /** New-Module -AsCustomObject: functions as methods, variables as properties. */
  asCustomObject(): PSCustomObject {
    const object = new PSCustomObject();
    for (const variable of this.exportedVariables()) object.set(variable.name, variable.value);
    object.added = new Map();
    for (const command of this.exportedFunctions()) {
      object.added.set(command.name.toLowerCase(), {
        name: command.name,
        kind: 'ScriptMethod',
        typeName: 'System.Object',
        invoke: (_self, args) => command.block.invoke(...args),
      });
    }
    return object;
  }
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesWildcard(name, pattern));
}

function moduleOf(self: Value): ModuleValue {
  return self as ModuleValue;
}

const moduleType = defineType({
  fullName: 'System.Management.Automation.PSModuleInfo',
  aliases: ['psmoduleinfo'],
  accelerator: 'psmoduleinfo',
  base: () => objectTypeInfo,
  members: () => [
    { kind: 'Property', name: 'Name', typeName: 'string', get: (self) => moduleOf(self).name },
    { kind: 'Property', name: 'Path', typeName: 'string', get: (self) => moduleOf(self).path },
    {
      kind: 'Property',
      name: 'ModuleBase',
      typeName: 'string',
      get: (self) => moduleOf(self).path.replace(/\/[^/]*$/, ''),
    },
    { kind: 'Property', name: 'Version', typeName: 'string', get: (self) => moduleOf(self).version },
    { kind: 'Property', name: 'ModuleType', typeName: 'string', get: () => 'Script' },
    { kind: 'Property', name: 'Description', typeName: 'string', get: (self) => moduleOf(self).description },
    { kind: 'Property', name: 'Author', typeName: 'string', get: (self) => moduleOf(self).author },
    {
      kind: 'Property',
      name: 'ExportedFunctions',
      typeName: 'hashtable',
      get: (self) => namesTable(moduleOf(self).exportedFunctions()),
    },
    {
      kind: 'Property',
      name: 'ExportedAliases',
      typeName: 'hashtable',
      get: (self) => namesTable(moduleOf(self).exportedAliases()),
    },
    {
      kind: 'Property',
      name: 'ExportedVariables',
      typeName: 'hashtable',
      get: (self) => namesTable(moduleOf(self).exportedVariables()),
    },
    {
      kind: 'Property',
      name: 'ExportedCommands',
      typeName: 'hashtable',
      get: (self) => namesTable([...moduleOf(self).exportedFunctions(), ...moduleOf(self).exportedAliases()]),
    },
    {
      kind: 'Method',
      name: 'Invoke',
      signatures: ['object Invoke(scriptblock block, Params object[] args)'],
      invoke: (self, [block = null, ...args]) => bound(moduleOf(self), block).invoke(...args),
    },
    {
      kind: 'Method',
      name: 'NewBoundScriptBlock',
      signatures: ['scriptblock NewBoundScriptBlock(scriptblock block)'],
      invoke: (self, [block = null]) => bound(moduleOf(self), block),
    },
  ],
});

/** A block that looks names up in the module. */
function bound(module: ModuleValue, block: Value): ScriptBlock {
  if (!(block instanceof CompiledScriptBlock))
    throw new NetException('ArgumentException', 'A script block is needed.');
  return new CompiledScriptBlock(block.code, block.runspace, module.state);
}

function namesTable(items: readonly { readonly name: string }[]): Hashtable {
  const table = new Hashtable();
  for (const { name } of items) table.set(name, name);
  return table;
}
