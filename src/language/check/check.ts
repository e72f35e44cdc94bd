import type { ScriptBlockAst } from '../ast.ts';
import type { ParseError } from '../parse-error.ts';

/** Which types exist beside those that the script itself defines. */
export interface TypeKnowledge {
  /** Whether the name, without assembly and brackets, is a type's. */
  readonly isType: (name: string) => boolean;
}

export function checkScript(
  _text: string,
  _ast: ScriptBlockAst,
  _types: TypeKnowledge | undefined,
): ParseError[] {
  return [];
}
