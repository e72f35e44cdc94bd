import { terminatingError } from '../cmdlet/error.ts';
import type { ModuleImport, SessionModules } from '../cmdlet/session.ts';
import { enumerate } from '../values/enumerate.ts';
import { InvocationInfo } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import type { FunctionCommand } from './command.ts';
import { Frame } from './frame.ts';
import { FunctionProcessor } from './function-processor.ts';
import { ModuleValue } from './module-value.ts';
import type { Runspace } from './runspace.ts';
import { Scope } from './scope.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import { decode } from './script-file.ts';
import type { SessionState } from './session-state.ts';

type ExportNames = Parameters<SessionModules['export']>[0];

/** Names of modules whose cmdlets are part of the shell: importing them does nothing. */
const BUILT_IN =
  /^(?:VMware\.|Microsoft\.PowerShell\.|PowerCLI|VMware$|CimCmdlets$|PSReadLine$|PackageManagement$|PowerShellGet$|ThreadJob$)/i;

/** Loaded modules: script modules and manifests from files, and dynamic ones. */
export class ModuleTable implements SessionModules {
  readonly #runspace: Runspace;
  readonly #modules: ModuleValue[] = [];
  constructor(runspace: Runspace) {
    this.#runspace = runspace;
  }

  list(): readonly Value[] {
    return this.#modules;
  }

  find(state: SessionState): Value {
    return this.#modules.find((module) => module.state === state) ?? null;
  }

  available(): readonly Value[] {
    return this.#modules;
  }

  import(name: string, options: ModuleImport): readonly Value[] {
    if (BUILT_IN.test(name) && !/[\\/]/.test(name)) {
      return [
        customObject([
          ['Name', name],
          ['Version', null],
          ['ModuleType', 'Script'],
          ['ExportedCommands', null],
        ]),
      ];
    }
    const path = this.#locate(name);
    if (path === undefined) throw notFound(name);
    const loaded = this.#modules.find((module) => module.path === path);
    if (loaded !== undefined && options.force !== true) {
      this.#bring(loaded, options);
      return [loaded];
    }
    if (loaded !== undefined) this.remove(loaded);
    const module = /\.psd1$/i.test(path)
      ? this.#loadManifest(path, options)
      : this.#loadScript(path, options);
    this.#modules.push(module);
    this.#bring(module, options);
    return [module];
  }

  #locate(name: string): string | undefined {
    const { host } = this.#runspace;
    const isFile = (path: string): boolean => {
      const facts = host.files.facts(path);
      return facts.ok && !facts.value.folder;
    };
    const bases = [this.#runspace.resolvePath(name)];
    if (!/[\\/]/.test(name)) {
      const folders = (host.environment.get('PSModulePath') ?? '')
        .split(':')
        .filter((folder) => folder !== '');
      bases.push(...folders.map((folder) => `${folder}/${name}`));
    }
    for (const base of bases) {
      const last = base.slice(base.lastIndexOf('/') + 1);
      const candidates = [
        base,
        `${base}.psd1`,
        `${base}.psm1`,
        `${base}/${last}.psd1`,
        `${base}/${last}.psm1`,
      ];
      const found = candidates.find((path) => /\.(?:psd1|psm1|ps1)$/i.test(path) && isFile(path));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #loadScript(path: string, options: ModuleImport): ModuleValue {
    const { host } = this.#runspace;
    const read = host.files.read(path);
    if (!read.ok) throw notFound(path);
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    const module = this.#newModule(name, path);
    const block = this.#runspace.compileBlock(decode(read.value), path, module.state);
    this.#run(module, block, options.arguments ?? [], () => undefined);
    return module;
  }

  #loadManifest(path: string, options: ModuleImport): ModuleValue {
    const { host } = this.#runspace;
    const read = host.files.read(path);
    if (!read.ok) throw notFound(path);
    const manifest = this.#runspace.compileBlock(decode(read.value), path).invoke();
    if (!(manifest instanceof Dictionary)) throw notFound(path);
    const root = manifest.get('RootModule') ?? manifest.get('ModuleToProcess') ?? null;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.psd1$/i, '');
    const given = isNull(root) ? '' : toText(root);
    const rootPath = given === '' ? undefined : given.startsWith('/') ? given : `${folder}/${given}`;
    const module = rootPath === undefined ? this.#newModule(name, path) : this.#loadScript(rootPath, options);
    module.name = name;
    module.path = path;
    module.version = toText(manifest.get('ModuleVersion') ?? '0.0');
    module.description = toText(manifest.get('Description') ?? '');
    module.author = toText(manifest.get('Author') ?? '');
    module.limitExports({
      functions: namesIn(manifest.get('FunctionsToExport')),
      aliases: namesIn(manifest.get('AliasesToExport')),
      variables: namesIn(manifest.get('VariablesToExport')),
    });
    return module;
  }

  #newModule(name: string, path: string): ModuleValue {
    const scope = new Scope(this.#runspace.globalScope, true);
    const state: SessionState = { moduleName: name, scope, current: scope };
    return new ModuleValue(name, path, state);
  }

  create(name: string | undefined, body: ScriptBlock, options: ModuleImport): Value {
    if (!(body instanceof CompiledScriptBlock)) throw new Error('every script block is compiled');
    const module = this.#newModule(name ?? `__DynamicModule_${this.#modules.length + 1}`, '');
    const block = new CompiledScriptBlock(body.code, this.#runspace, module.state);
    const output: Value[] = [];
    this.#run(module, block, options.arguments ?? [], (value) => output.push(value));
    if (options.asCustomObject === true) return module.asCustomObject();
    if (name !== undefined) this.#modules.push(module);
    this.#bring(module, options);
    return module;
  }

  /** Runs a module's code in its own scope. */
  #run(
    module: ModuleValue,
    block: CompiledScriptBlock,
    args: readonly Value[],
    out: (value: Value) => void,
  ): void {
    const { current } = this.#runspace;
    const frame = new Frame({
      runspace: this.#runspace,
      scope: module.state.scope,
      state: module.state,
      source: block.code.source,
      out,
      streams: current.streams,
      name: module.name,
      caller: current,
    });
    module.state.scope.define(
      'PSScriptRoot',
      module.path.slice(0, Math.max(module.path.lastIndexOf('/'), 0)),
    );
    module.state.scope.define('PSCommandPath', module.path);
    const processor = new FunctionProcessor(
      {
        frame,
        out,
        args: args.map((value) => ({ name: null, value, text: '', fromSplat: true })),
        extent: { start: 0, end: 0 },
        dotSource: true,
        operator: '.',
      },
      {
        block,
        name: module.name,
        info: new InvocationInfo(
          module.name,
          () => null,
          () => null,
        ),
        dotSource: true,
        isScript: false,
      },
    );
    this.#loading.push(module);
    try {
      processor.begin();
      processor.runAlone();
      processor.end();
    } finally {
      processor.clean();
      this.#loading.pop();
      current.activate();
    }
  }
  readonly #loading: ModuleValue[] = [];

  /** Makes a module's exports visible where it was imported. */
  #bring(module: ModuleValue, options: ModuleImport): void {
    const { current, globalScope } = this.#runspace;
    const target =
      options.global === true || current.state === this.#runspace.globalState
        ? globalScope
        : current.state.scope;
    const wanted = (names: readonly string[] | undefined, name: string): boolean =>
      names === undefined || names.some((pattern) => matchesWildcard(name, pattern));
    target.functions ??= new Map();
    for (const command of module.exportedFunctions()) {
      if (!wanted(options.functions, command.name)) continue;
      const name = options.prefix === undefined ? command.name : prefixed(command.name, options.prefix);
      target.functions.set(name.toLowerCase(), { ...command, name });
    }
    target.aliases ??= new Map();
    for (const alias of module.exportedAliases()) {
      if (wanted(options.aliases, alias.name)) target.aliases.set(alias.name.toLowerCase(), alias);
    }
    for (const variable of module.exportedVariables()) {
      if (wanted(options.variables, variable.name))
        target.variables.set(variable.name.toLowerCase(), variable);
    }
  }

  remove(module: Value): void {
    if (!(module instanceof ModuleValue)) return;
    const at = this.#modules.indexOf(module);
    if (at >= 0) this.#modules.splice(at, 1);
    const isOf = (command: FunctionCommand): boolean => command.block.state === module.state;
    for (const scope of [this.#runspace.globalScope, this.#runspace.current.state.scope]) {
      for (const [key, command] of scope.functions ?? []) if (isOf(command)) scope.functions?.delete(key);
      for (const alias of module.exportedAliases()) {
        if (scope.aliases?.get(alias.name.toLowerCase()) === alias)
          scope.aliases.delete(alias.name.toLowerCase());
      }
    }
  }

  export(names: ExportNames): void {
    const module = this.#loading.at(-1) ?? this.find(this.#runspace.current.state);
    if (!(module instanceof ModuleValue)) {
      throw terminatingError({
        message: 'The Export-ModuleMember cmdlet can only be called from inside a module.',
        id: 'Modules_CanOnlyExecuteExportModuleMemberInsideAModule',
        category: 'PermissionDenied',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    module.addExports(names);
  }
}

/** `Get-Thing` with the prefix `My` is `Get-MyThing`. */
function prefixed(name: string, prefix: string): string {
  const at = name.indexOf('-');
  return at < 0 ? prefix + name : `${name.slice(0, at + 1)}${prefix}${name.slice(at + 1)}`;
}

function namesIn(value: Value | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  return isNull(value) ? [] : Array.from(enumerate(value), (name) => toText(name));
}

function notFound(name: string): Error {
  return terminatingError({
    message: `The specified module '${name}' was not loaded because no valid module file was found in any module directory.`,
    id: 'Modules_ModuleNotFound',
    category: 'ResourceUnavailable',
    target: name,
    exceptionType: 'System.IO.FileNotFoundException',
  });
}
