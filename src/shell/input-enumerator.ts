import { Enumerator, enumeratorType } from '../values/net/enumerator.ts';
import { defineType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';

/** `$input`: what has come in, walked through once; Reset begins again. */
export function inputEnumerator(items: readonly Value[]): Enumerator {
  return new Enumerator(items, inputType);
}

const inputType = defineType({
  fullName: 'System.Collections.ArrayList+ArrayListEnumeratorSimple',
  base: () => enumeratorType,
});
