import { ModuleValue } from './module-value.ts';
import type { Runspace } from './runspace.ts';

/** Names of modules whose cmdlets are part of the shell: importing them does nothing. */
const BUILT_IN =
  /^(?:VMware\.|Microsoft\.PowerShell\.|PowerCLI|VMware$|CimCmdlets$|PSReadLine$|PackageManagement$|PowerShellGet$|ThreadJob$)/i;

/** Those that a session starts with. */
const AT_START = /^(?:VMware\.|Microsoft\.PowerShell\.(?:Management|Utility)$|vSeal$)/;

/** The modules that are part of the shell, as scripts ask for them. Their cmdlets stay whatever is removed. */
export class BuiltInModules {
  readonly #runspace: Runspace;
  #known: Map<string, ModuleValue> | undefined;
  readonly #loaded = new Set<ModuleValue>();
  constructor(runspace: Runspace) {
    this.#runspace = runspace;
  }

  all(): ModuleValue[] {
    return [...this.#table().values()];
  }

  loaded(): ModuleValue[] {
    this.#table();
    return [...this.#loaded];
  }

  /** The module of this name, loaded by it; undefined when the name is none of the shell's. */
  import(name: string): ModuleValue | undefined {
    if (!BUILT_IN.test(name)) return undefined;
    const known = this.#table();
    let module = known.get(name.toLowerCase());
    if (module === undefined) {
      module = this.#module(name, []);
      known.set(name.toLowerCase(), module);
    }
    this.#loaded.add(module);
    return module;
  }

  remove(module: ModuleValue): boolean {
    return this.#loaded.delete(module);
  }

  #table(): Map<string, ModuleValue> {
    if (this.#known !== undefined) return this.#known;
    const cmdlets = new Map<string, string[]>();
    for (const { name, module } of this.#runspace.lookup.source.index()) {
      if (module === undefined) continue;
      const names = cmdlets.get(module);
      if (names === undefined) cmdlets.set(module, [name]);
      else names.push(name);
    }
    this.#known = new Map();
    for (const [name, names] of cmdlets) {
      const module = this.#module(name, names.sort());
      this.#known.set(name.toLowerCase(), module);
      if (AT_START.test(name)) this.#loaded.add(module);
    }
    return this.#known;
  }

  #module(name: string, cmdlets: readonly string[]): ModuleValue {
    const module = new ModuleValue(name, '', { ...this.#runspace.globalState, moduleName: name });
    module.kind = 'Manifest';
    module.version = name.startsWith('Microsoft.PowerShell.') ? '7.0.0.0' : this.#runspace.host.version;
    module.cmdlets = cmdlets;
    module.limitExports({ functions: [], aliases: [], variables: [] });
    return module;
  }
}
