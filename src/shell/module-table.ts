import { posix } from 'node:path';
import { terminatingError } from '../cmdlet/error.ts';
import type { ModuleImport, ModuleQuery, SessionModules } from '../cmdlet/session.ts';
import { decodeScript } from '../language/script-text.ts';
import { InvocationInfo, TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import {
  admits,
  isUnlimited,
  type ModuleLimits,
  moduleSpecification,
} from '../values/net/module-specification.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { hasWildcard, matchesWildcard } from '../values/wildcard.ts';
import { BuiltInModules } from './built-in-modules.ts';
import type { FunctionCommand } from './command.ts';
import { Frame } from './frame.ts';
import { FunctionProcessor } from './function-processor.ts';
import { invalidManifest, noSuchPath, notFound, versionNotFound } from './module-error.ts';
import { MODULE_FILE, ModuleFiles, moduleNameOf } from './module-files.ts';
import { describe, itemsIn, newModule, readManifest, textsIn } from './module-manifest.ts';
import { ModuleValue } from './module-value.ts';
import type { Runspace } from './runspace.ts';
import type { Scope } from './scope.ts';
import { CompiledScriptBlock } from './script-block-value.ts';
import type { SessionState } from './session-state.ts';

type ExportNames = Parameters<SessionModules['export']>[0];

/** Loaded modules: script modules and manifests from files, dynamic ones, and those that are part of the shell. */
export class ModuleTable implements SessionModules {
  readonly #runspace: Runspace;
  readonly #modules: ModuleValue[] = [];
  readonly #builtIn: BuiltInModules;
  readonly #files: ModuleFiles;
  /** Modules whose code is running, the innermost last. */
  readonly #loading: ModuleValue[] = [];
  constructor(runspace: Runspace) {
    this.#runspace = runspace;
    this.#builtIn = new BuiltInModules(runspace);
    this.#files = new ModuleFiles(runspace.host);
  }

  list(): readonly ModuleValue[] {
    return byName([...this.#modules, ...this.#builtIn.loaded()]);
  }

  find(state: SessionState): Value {
    return this.#modules.find((module) => module.state === state) ?? null;
  }

  available({ names, all }: ModuleQuery): readonly ModuleValue[] {
    const paths = (names ?? []).filter(isPath);
    const patterns = (names ?? []).filter((name) => !isPath(name));
    const files = paths.flatMap((path) => this.#filesAt(path, all));
    const found = files.map((path) => this.#described(path));
    if (names !== undefined && patterns.length === 0) return byName(found);
    const others = [
      ...this.#files
        .folders()
        .flatMap((folder) => this.#files.below(folder, all))
        .map((path) => this.#described(path)),
      ...this.#builtIn.all(),
    ];
    const wanted = ({ name }: ModuleValue): boolean =>
      names === undefined || patterns.some((pattern) => matchesWildcard(name, pattern));
    return byName([...found, ...others.filter(wanted)]);
  }

  /** The files of modules that a path with wildcards names. Throws where a plain path leads nowhere. */
  #filesAt(given: string, all: boolean): string[] {
    const path = this.#runspace.resolvePath(given.replaceAll('\\', '/'));
    if (!hasWildcard(path)) {
      const found = all ? this.#files.below(path, true) : this.#files.at(path);
      if (found.length === 0) throw noSuchPath(given);
      return found;
    }
    const items = this.#runspace.host.files.list(posix.dirname(path));
    if (!items.ok) return [];
    const matching = items.value.filter(({ name }) => matchesWildcard(name, posix.basename(path)));
    return matching.flatMap((item) => {
      if (item.folder) return all ? this.#files.below(item.path, true) : this.#files.inFolder(item.path);
      return MODULE_FILE.test(item.name) ? [item.path] : [];
    });
  }

  /** A module that is not loaded, by what its manifest says of it: none of its code is run. */
  #described(path: string): ModuleValue {
    const module = newModule(this.#runspace, moduleNameOf(path), path);
    const manifest = /\.psd1$/i.test(path) ? readManifest(this.#runspace, path) : undefined;
    if (manifest !== undefined) describe(module, manifest);
    return module;
  }

  import(name: string, options: ModuleImport): readonly Value[] {
    const limits = options.limits ?? {};
    if (!isPath(name)) {
      const builtIn = this.#builtIn.import(name);
      if (builtIn !== undefined) return [builtIn];
    }
    const path = this.#locate(name, limits);
    const loaded = this.#modules.find((module) => module.path === path);
    if (loaded !== undefined && options.force !== true) {
      this.#bring(loaded, options);
      return [loaded];
    }
    if (loaded !== undefined) this.remove(loaded);
    const module = this.#load(path, options);
    if (options.asCustomObject === true) return [module.asCustomObject()];
    this.#modules.push(module);
    this.#bring(module, options);
    return [module];
  }

  /** The file of a module by its name or path, of a version that will do. */
  #locate(name: string, limits: ModuleLimits, folder?: string): string {
    const given = name.replaceAll('\\', '/');
    const resolve = (path: string): string => this.#runspace.resolvePath(path);
    const beside = folder === undefined ? [] : this.#files.at(resolve(`${folder}/${given}`));
    const candidates = isPath(name)
      ? [...(given.startsWith('/') ? [] : beside), ...this.#files.at(resolve(given))]
      : [...beside, ...this.#files.named(given), ...this.#files.at(resolve(given))];
    const found = candidates.find((path) => this.#admits(path, limits));
    if (found === undefined) throw isUnlimited(limits) ? notFound(name) : versionNotFound(name, limits);
    return found;
  }

  #admits(path: string, limits: ModuleLimits): boolean {
    if (isUnlimited(limits)) return true;
    const { version, guid } = this.#described(path);
    return admits(limits, version, guid);
  }

  #load(path: string, options: ModuleImport): ModuleValue {
    const module = newModule(this.#runspace, moduleNameOf(path), path);
    if (/\.psd1$/i.test(path)) this.#loadManifest(module, options);
    else this.#loadScript(module, path, options);
    return module;
  }

  #loadScript(module: ModuleValue, path: string, options: ModuleImport): void {
    const read = this.#runspace.host.files.read(path);
    if (!read.ok) throw notFound(path);
    const block = this.#runspace.compileBlock(decodeScript(read.value), path, module.state);
    this.#run(module, path, block, options.arguments ?? [], () => undefined);
  }

  /** A manifest's modules in its order: those it requires, its scripts, those it is made of, its own code. */
  #loadManifest(module: ModuleValue, options: ModuleImport): void {
    const { path } = module;
    const folder = posix.dirname(path);
    const manifest = this.#manifestToLoad(path);
    describe(module, manifest);
    module.required = this.#require(manifest.get('RequiredModules'), module);
    for (const script of textsIn(manifest.get('ScriptsToProcess')) ?? []) this.#dotSource(script, folder);
    for (const nested of itemsIn(manifest.get('NestedModules'))) {
      const { name, limits } = moduleSpecification(nested);
      const file = this.#locate(name, limits, folder);
      if (moduleNameOf(file) === module.name && posix.dirname(file) === folder) module.nested.push(module);
      else this.#nest(this.#load(file, {}), module);
    }
    if (module.rootModule !== '') {
      this.#loadScript(module, this.#locate(module.rootModule, {}, folder), options);
    }
  }

  #manifestToLoad(path: string): Dictionary {
    const read = this.#runspace.host.files.read(path);
    if (!read.ok) throw notFound(path);
    const manifest = this.#runspace.compileBlock(decodeScript(read.value), path).invoke();
    if (!(manifest instanceof Dictionary)) throw invalidManifest(path, 'it holds no hashtable');
    return manifest;
  }

  #require(given: Value | undefined, module: ModuleValue): ModuleValue[] {
    return itemsIn(given).flatMap((item) => {
      const { name, limits } = moduleSpecification(item);
      const present = this.list().find(
        (other) =>
          other.name.toLowerCase() === name.toLowerCase() && admits(limits, other.version, other.guid),
      );
      if (present !== undefined) return [present];
      try {
        const path = isPath(name) ? this.#locate(name, limits, posix.dirname(module.path)) : name;
        const loaded = this.import(path, { limits, global: true });
        return loaded.filter((value) => value instanceof ModuleValue);
      } catch (error) {
        if (!(error instanceof TerminatingError)) throw error;
        throw invalidManifest(module.path, `the module '${toText(item)}' that it requires is not loaded`);
      }
    });
  }

  /** Runs a script of a manifest where the module is imported. */
  #dotSource(script: string, folder: string): void {
    const path = this.#runspace.resolvePath(
      isPath(script) && script.startsWith('/') ? script : `${folder}/${script}`,
    );
    const read = this.#runspace.host.files.read(path);
    if (!read.ok) throw notFound(path);
    this.#runspace
      .compileBlock(decodeScript(read.value), path)
      .run({ dotSource: true }, (value) => this.#runspace.current.out(value));
  }

  /** Makes a module part of another: its commands are that one's, too. */
  #nest(nested: ModuleValue, module: ModuleValue): void {
    module.nested.push(nested);
    this.#bring(nested, {}, module.state.scope);
  }

  create(name: string | undefined, body: ScriptBlock, options: ModuleImport): Value {
    if (!(body instanceof CompiledScriptBlock)) throw new Error('every script block is compiled');
    const module = newModule(this.#runspace, name ?? `__DynamicModule_${this.#modules.length + 1}`, '');
    const block = new CompiledScriptBlock(body.code, this.#runspace, module.state);
    const output: Value[] = [];
    this.#run(module, '', block, options.arguments ?? [], (value) => output.push(value));
    if (options.asCustomObject === true) return module.asCustomObject();
    if (name !== undefined) this.#modules.push(module);
    this.#bring(module, options);
    return module;
  }

  /** Runs a module's code in its own scope. */
  #run(
    module: ModuleValue,
    path: string,
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
    module.state.scope.define('PSScriptRoot', path === '' ? '' : posix.dirname(path));
    module.state.scope.define('PSCommandPath', path);
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

  /** Makes a module's exports visible where it was imported. */
  #bring(module: ModuleValue, options: ModuleImport, target = this.#importer(options)): void {
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

  /** The scope that an import is for: the session's, or the importing module's. */
  #importer(options: ModuleImport): Scope {
    const { current, globalScope, globalState } = this.#runspace;
    return options.global === true || current.state === globalState ? globalScope : current.state.scope;
  }

  remove(module: Value): void {
    if (!(module instanceof ModuleValue) || this.#builtIn.remove(module)) return;
    const at = this.#modules.indexOf(module);
    if (at >= 0) this.#modules.splice(at, 1);
    const states = module.states();
    const isOf = (command: FunctionCommand): boolean => states.includes(command.block.state);
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

function byName(modules: ModuleValue[]): ModuleValue[] {
  return modules.sort((a, b) => compareNames(a.name, b.name));
}

function compareNames(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A name with a folder in it is a path. */
function isPath(name: string): boolean {
  return /[\\/]/.test(name);
}
