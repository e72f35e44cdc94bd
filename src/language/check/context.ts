import type { Ast, Extent, MemberAst, TypeDefinitionAst } from '../ast.ts';
import { errorMessage, type ParseErrorId } from '../error-messages.ts';
import type { ParseError } from '../parse-error.ts';

/** Which types exist beside those that the script itself defines. */
export interface TypeKnowledge {
  /** Whether `name`, without assembly, type arguments and brackets, is a type's. */
  readonly isType: (name: string) => boolean;
}

/** What the checks share while they walk the tree. */
export interface CheckContext {
  readonly text: string;
  readonly errors: ParseError[];
  /** From the root down to the parent of the node being checked. */
  readonly ancestors: Ast[];
  /** The class member around the node, null outside of one and in a script block inside one; innermost last. */
  readonly members: (MemberAst | null)[];
  /** The types that the script defines, by name in lower case: several blocks may define one of the same name. */
  readonly definitions: ReadonlyMap<string, readonly TypeDefinitionAst[]>;
  /** False when the script has errors that kept it from being read. */
  readonly isReadable: boolean;
  /** Null when the script brings in types that cannot be known here. */
  readonly isType: ((name: string) => boolean) | null;
}

export function report(
  context: Pick<CheckContext, 'errors'>,
  id: ParseErrorId,
  extent: Extent,
  ...args: (string | number)[]
): void {
  const { start, end } = extent;
  context.errors.push({ id, message: errorMessage(id, args), start, end, incomplete: false });
}

export function sourceOf(context: Pick<CheckContext, 'text'>, extent: Extent): string {
  return context.text.slice(extent.start, extent.end);
}
