import { posix } from 'node:path';
import type { Host } from '../cmdlet/host.ts';
import { versionOf } from '../values/net/module-specification.ts';

/** Deeper folders of a module path hold no modules of their own. */
const MAX_DEPTH = 8;
const VERSION = /^\d+(?:\.\d+){1,3}$/;
export const MODULE_FILE = /\.(?:psd1|psm1|ps1)$/i;

/** Finds the files that modules are loaded from. Names match in any case. */
export class ModuleFiles {
  readonly #host: Host;
  constructor(host: Host) {
    this.#host = host;
  }

  /** The folders of `$env:PSModulePath`. */
  folders(): string[] {
    const path = this.#host.environment.get('PSModulePath') ?? '';
    return path
      .split(':')
      .flatMap((folder) => (folder === '' ? [] : [withoutEnd(folder.replaceAll('\\', '/'))]));
  }

  /** What a path without wildcards may mean, the best first: the file, the folder of a module, a file without its ending. */
  at(path: string): string[] {
    const base = withoutEnd(path);
    if (MODULE_FILE.test(base) && this.#isFile(base)) return [base];
    const parent = posix.dirname(base);
    const beside = ['.psd1', '.psm1'].flatMap((ending) => this.#entry(parent, posix.basename(base) + ending));
    return [...this.inFolder(base), ...beside];
  }

  /** What a bare name may mean in the folders of `$env:PSModulePath`. */
  named(name: string): string[] {
    return this.folders().flatMap((folder) =>
      this.#entry(folder, name).flatMap((path) => (this.#isFile(path) ? [path] : this.inFolder(path))),
    );
  }

  /** The modules of a folder that is named like them: each version's, the highest first, or the one in it. */
  inFolder(folder: string): string[] {
    const name = posix.basename(folder);
    const own = (at: string): string[] =>
      ['.psd1', '.psm1'].flatMap((ending) => this.#entry(at, name + ending)).slice(0, 1);
    const versions = this.#list(folder)
      .filter((item) => item.folder && VERSION.test(item.name))
      .sort((a, b) => versionOf(b.name).compareTo(versionOf(a.name)) ?? 0);
    return [...versions.flatMap((version) => own(version.path)), ...own(folder)];
  }

  /** Every module below a folder. A module's own folders are not looked into, unless `all` files are wanted. */
  below(folder: string, all: boolean, depth = 0): string[] {
    if (depth > MAX_DEPTH) return [];
    return this.#list(folder).flatMap((item) => {
      if (!item.folder) return all && /\.ps[dm]1$/i.test(item.name) ? [item.path] : [];
      const own = all ? [] : this.inFolder(item.path);
      return own.length > 0 ? own : this.below(item.path, all, depth + 1);
    });
  }

  #entry(folder: string, name: string): string[] {
    const items = this.#list(folder);
    const exact = items.find((item) => item.name === name);
    const found = exact ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
    return found === undefined ? [] : [found.path];
  }

  #isFile(path: string): boolean {
    const facts = this.#host.files.facts(path);
    return facts.ok && !facts.value.folder;
  }

  #list(folder: string) {
    const listed = this.#host.files.list(folder);
    return listed.ok ? listed.value : [];
  }
}

function withoutEnd(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** The name of the module that a file holds. */
export function moduleNameOf(path: string): string {
  return posix.basename(path).replace(MODULE_FILE, '');
}
