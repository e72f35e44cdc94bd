import { posix } from 'node:path';
import type { UsingStatementAst } from '../language/ast.ts';
import type { Execute, Frame } from './frame.ts';
import { GO_ON } from './signal.ts';

/** `using namespace` opens a namespace for type names; `using module` imports; assemblies are part of the shell. */
export function compileUsing(ast: UsingStatementAst): Execute {
  const name = ast.name ?? specifiedName(ast);
  if (name === undefined) return () => GO_ON;
  if (ast.usingKind === 'namespace') {
    return (frame) => {
      if (!frame.runspace.types.namespaces.includes(name)) frame.runspace.types.namespaces.push(name);
      return GO_ON;
    };
  }
  if (ast.usingKind === 'module') {
    return (frame) => {
      frame.runspace.sessionFor(frame).modules.import(besideScript(name, frame), {});
      return GO_ON;
    };
  }
  return () => GO_ON;
}

/** `using module @{ ModuleName = '…' }`. */
function specifiedName(ast: UsingStatementAst): string | undefined {
  for (const { key, value } of ast.moduleSpecification?.pairs ?? []) {
    const [only] = value.kind === 'Pipeline' ? value.elements : [];
    const isName = key.kind === 'StringConstant' && key.value.toLowerCase() === 'modulename';
    if (isName && only?.kind === 'CommandExpression' && only.expression.kind === 'StringConstant')
      return only.expression.value;
  }
  return undefined;
}

/** A relative path is looked for beside the script that names it. */
function besideScript(name: string, frame: Frame): string {
  const { file } = frame.source;
  if (file === null || !/^\.\.?[\\/]/.test(name)) return name;
  return posix.join(posix.dirname(file), name.replaceAll('\\', '/'));
}
