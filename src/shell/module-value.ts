import type { AliasFacts } from '../cmdlet/session.ts';
import { Hashtable } from '../values/hashtable.ts';
import { method, property } from '../values/net/define.ts';
import { guidOf, versionOf } from '../values/net/module-specification.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import { hasWildcard, matchesWildcard } from '../values/wildcard.ts';
import type { FunctionCommand } from './command.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import type { SessionState } from './session-state.ts';
import type { Variable } from './variable.ts';

export interface Exports {
  readonly functions?: readonly string[] | undefined;
  readonly variables?: readonly string[] | undefined;
  readonly aliases?: readonly string[] | undefined;
}

/** Who may take a module away: anybody, who forces it, nobody. */
export type AccessMode = 'ReadWrite' | 'ReadOnly' | 'Constant';

/** A module as scripts see it: loaded, or found and only described. */
export class ModuleValue extends NetObject {
  name: string;
  path: string;
  version = '0.0';
  guid: string | undefined;
  description = '';
  author = '';
  rootModule = '';
  kind: 'Script' | 'Manifest' = 'Script';
  accessMode: AccessMode = 'ReadWrite';
  editions: readonly string[] = [];
  privateData: Value = null;
  required: readonly ModuleValue[] = [];
  readonly nested: ModuleValue[] = [];
  /** Of a module that is part of the shell: its cmdlets. */
  cmdlets: readonly string[] = [];
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
    return own.filter(({ name, block }) =>
      block.state === this.state
        ? this.#isExported('functions', name, true)
        : this.#isWithinLimits('functions', name),
    );
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
    return offered && this.#isWithinLimits(kind, name);
  }

  #isWithinLimits(kind: keyof Exports, name: string): boolean {
    const limit = this.#limits[kind];
    return limit === undefined || matchesAny(name, limit);
  }

  /** The names of what it exports. One that is not loaded has those that its manifest spells out. */
  exportedNames(kind: keyof Exports): string[] {
    const own = {
      functions: () => this.exportedFunctions(),
      aliases: () => this.exportedAliases(),
      variables: () => this.exportedVariables(),
    }
      [kind]()
      .map(({ name }) => name);
    const promised = (this.#limits[kind] ?? []).filter((name) => !hasWildcard(name));
    return own.length > 0 ? own : promised;
  }

  /** Its own state and those of the modules that it is made of. */
  states(): SessionState[] {
    return [this.state, ...this.nested.flatMap((module) => (module === this ? [] : module.states()))];
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

const moduleType = defineType({
  fullName: 'System.Management.Automation.PSModuleInfo',
  aliases: ['psmoduleinfo'],
  accelerator: 'psmoduleinfo',
  base: () => objectTypeInfo,
  members: () => [
    property('Name', 'string', (self: ModuleValue) => self.name),
    property('Path', 'string', (self: ModuleValue) => self.path),
    property('ModuleBase', 'string', (self: ModuleValue) => self.path.replace(/\/[^/]*$/, '')),
    property('RootModule', 'string', (self: ModuleValue) => self.rootModule),
    property('Version', 'version', (self: ModuleValue) => versionOf(self.version)),
    property('Guid', 'guid', (self: ModuleValue) => guidOf(self.guid)),
    property('ModuleType', 'string', (self: ModuleValue) => self.kind),
    property(
      'AccessMode',
      'string',
      (self: ModuleValue) => self.accessMode,
      (self: ModuleValue, value) => {
        self.accessMode = accessMode(toText(value));
      },
    ),
    property('Description', 'string', (self: ModuleValue) => self.description),
    property('Author', 'string', (self: ModuleValue) => self.author),
    property('CompatiblePSEditions', 'string[]', (self: ModuleValue) => [...self.editions]),
    property('PrivateData', 'object', (self: ModuleValue) => self.privateData),
    property('RequiredModules', 'psmoduleinfo[]', (self: ModuleValue) => [...self.required]),
    property('NestedModules', 'psmoduleinfo[]', (self: ModuleValue) => [...self.nested]),
    property('ExportedFunctions', 'hashtable', (self: ModuleValue) =>
      namesTable(self.exportedNames('functions')),
    ),
    property('ExportedCmdlets', 'hashtable', (self: ModuleValue) => namesTable(self.cmdlets)),
    property('ExportedAliases', 'hashtable', (self: ModuleValue) =>
      namesTable(self.exportedNames('aliases')),
    ),
    property('ExportedVariables', 'hashtable', (self: ModuleValue) =>
      namesTable(self.exportedNames('variables')),
    ),
    property('ExportedCommands', 'hashtable', (self: ModuleValue) =>
      namesTable([...self.exportedNames('functions'), ...self.exportedNames('aliases'), ...self.cmdlets]),
    ),
    method(
      'object Invoke(scriptblock block, Params object[] args)',
      (self: ModuleValue, [block = null, ...args]) => bound(self, block).invoke(...args),
    ),
    method('scriptblock NewBoundScriptBlock(scriptblock block)', (self: ModuleValue, [block = null]) =>
      bound(self, block),
    ),
  ],
});

/** A block that looks names up in the module. */
function bound(module: ModuleValue, block: Value): ScriptBlock {
  if (!(block instanceof CompiledScriptBlock))
    throw new NetException('ArgumentException', 'A script block is needed.');
  return new CompiledScriptBlock(block.code, block.runspace, module.state);
}

function namesTable(names: readonly string[]): Hashtable {
  const table = new Hashtable();
  for (const name of names) table.set(name, name);
  return table;
}

function accessMode(text: string): AccessMode {
  const mode = (['ReadWrite', 'ReadOnly', 'Constant'] as const).find(
    (name) => name.toLowerCase() === text.toLowerCase(),
  );
  if (mode === undefined)
    throw new NetException(
      'ArgumentException',
      `'${text}' is no access mode: ReadWrite, ReadOnly and Constant are.`,
    );
  return mode;
}
