import type { TypeInfo } from '../values/type-info.ts';

/** Classes and enumerations that scripts define, and the namespaces that they opened. */
export class ScriptTypes {
  readonly #types = new Map<string, TypeInfo>();
  readonly namespaces: string[] = [];

  get isEmpty(): boolean {
    return this.#types.size === 0;
  }

  find(name: string): TypeInfo | undefined {
    return this.#types.get(name.toLowerCase());
  }

  define(type: TypeInfo): void {
    this.#types.set(type.fullName.toLowerCase(), type);
  }
}
