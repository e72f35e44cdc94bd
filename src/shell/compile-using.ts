import type { UsingStatementAst } from '../language/ast.ts';
import type { Execute } from './frame.ts';
import { GO_ON } from './signal.ts';

/** `using namespace` opens a namespace for type names; `using module` imports; assemblies are part of the shell. */
export function compileUsing(ast: UsingStatementAst): Execute {
  const { name } = ast;
  if (name === null) return () => GO_ON;
  if (ast.usingKind === 'namespace') {
    return (frame) => {
      if (!frame.runspace.types.namespaces.includes(name)) frame.runspace.types.namespaces.push(name);
      return GO_ON;
    };
  }
  if (ast.usingKind === 'module') {
    return (frame) => {
      frame.runspace.sessionFor(frame).modules.import(name, {});
      return GO_ON;
    };
  }
  return () => GO_ON;
}
