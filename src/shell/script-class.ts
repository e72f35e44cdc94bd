import type { TypeDefinitionAst } from '../language/ast.ts';
import { runtimeError } from '../values/error-record.ts';
import type { Compiler } from './compiler.ts';
import type { Execute } from './frame.ts';

export function compileClass(ast: TypeDefinitionAst, _compiler: Compiler): Execute {
  return () => {
    throw runtimeError({
      message: `class ${ast.name}`,
      id: 'ClassesNotSupported',
      category: 'NotImplemented',
    });
  };
}
