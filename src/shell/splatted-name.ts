import { stringType } from '../values/string-type.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { NetObject } from '../values/value.ts';

/** `-Name` among the arguments of a simple function: reads as text, but names a parameter again when `@args` passes it on. */
export class SplattedName extends NetObject {
  readonly name: string;
  readonly #text: string;
  constructor(name: string, text: string) {
    super();
    this.name = name;
    this.#text = text;
  }

  get type(): TypeInfo {
    return stringType;
  }

  override asText(): string {
    return this.#text;
  }
}
