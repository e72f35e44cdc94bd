import type { TypeDefinitionAst } from '../language/ast.ts';
import { convertTo } from '../values/convert.ts';
import { EnumType } from '../values/enum-type.ts';
import { int32Type } from '../values/numeric.ts';
import type { Compiler } from './compiler.ts';
import type { Execute } from './frame.ts';
import { compileClass } from './script-class.ts';
import { GO_ON } from './signal.ts';
import { typeReference } from './type-lookup.ts';

/** `class` and `enum`: the type is made when the statement's block starts. */
export function compileTypeDefinition(ast: TypeDefinitionAst, compiler: Compiler): Execute {
  return ast.typeKind === 'enum' ? compileEnum(ast, compiler) : compileClass(ast, compiler);
}

function compileEnum(ast: TypeDefinitionAst, compiler: Compiler): Execute {
  const members = ast.members.flatMap((member) =>
    member.kind === 'PropertyMember'
      ? [{ name: member.name, value: member.initialValue && compiler.expression(member.initialValue) }]
      : [],
  );
  const flags = ast.attributes.some((attribute) => /flags(?:attribute)?$/i.test(attribute.typeName.name));
  const [underlying] = ast.baseTypes.map((base) => typeReference(base.typeName));
  return (frame) => {
    const values: Record<string, number> = Object.create(null) as Record<string, number>;
    let next = 0;
    for (const { name, value } of members) {
      if (value !== null) {
        const number = convertTo(value(frame), int32Type);
        next = typeof number === 'number' ? number : 0;
      }
      values[name] = next++;
    }
    frame.runspace.types.define(
      new EnumType({
        fullName: ast.name,
        values,
        flags,
        ...(underlying && { underlying: underlying(frame).fullName }),
      }),
    );
    return GO_ON;
  };
}
