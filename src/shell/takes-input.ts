import type { Ast } from '../language/ast.ts';
import { visitChildren } from '../language/children.ts';
import { bindingFacts } from './binding-facts.ts';
import type { CompiledBlock } from './compiled-block.ts';

/**
 * Whether a script does anything with what is piped into it: it has a process block, a parameter that is bound from the
 * pipeline, or names `$input` itself. The functions and blocks in it have a `$input` of their own.
 */
export function takesInput({ process, parameters, source, ast }: CompiledBlock): boolean {
  return (
    process !== undefined ||
    bindingFacts(parameters).fromPipeline.length > 0 ||
    // Few scripts name it at all; the others need no walk.
    (/input/i.test(source.text) && namesInput(ast))
  );
}

const OWN_INPUT: ReadonlySet<Ast['kind']> = new Set([
  'FunctionDefinition',
  'ScriptBlockExpression',
  'TypeDefinition',
]);

function namesInput(node: Ast): boolean {
  let isNamed = false;
  visitChildren(
    node,
    (child) => {
      if (isNamed || OWN_INPUT.has(child.kind)) return;
      isNamed =
        child.kind === 'VariableExpression' ? child.name.toLowerCase() === 'input' : namesInput(child);
    },
    undefined,
  );
  return isNamed;
}
