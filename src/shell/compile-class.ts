import type { TypeDefinitionAst } from '../language/ast.ts';
import { convertTo } from '../values/convert.ts';
import { EnumType } from '../values/enum-type.ts';
import { TerminatingError } from '../values/error-record.ts';
import { int32Type } from '../values/numeric.ts';
import type { Compiler } from './compiler.ts';
import type { Execute } from './frame.ts';
import type { Runspace } from './runspace.ts';
import { compileClass } from './script-class.ts';
import { GO_ON } from './signal.ts';
import { defineScriptedType, typeReference } from './type-lookup.ts';

/** `class` and `enum`: the type is made when the statement's block starts. */
export function compileTypeDefinition(ast: TypeDefinitionAst, compiler: Compiler): Execute {
  return ast.typeKind === 'enum' ? compileEnum(ast, compiler) : compileClass(ast, compiler);
}

/** The types of a block, each after those it names: a later one may be the base or a value of an earlier one. */
export function defineTypes(definitions: readonly Execute[]): Execute {
  return (frame) => {
    let waiting = definitions;
    while (waiting.length > 0) {
      const later: Execute[] = [];
      let missing: TerminatingError | undefined;
      for (const define of waiting) {
        try {
          define(frame);
        } catch (error) {
          if (!(error instanceof TerminatingError) || error.record.errorId !== 'TypeNotFound') throw error;
          missing ??= error;
          later.push(define);
        }
      }
      if (missing !== undefined && later.length === waiting.length) throw missing;
      waiting = later;
    }
    return GO_ON;
  };
}

function compileEnum(ast: TypeDefinitionAst, compiler: Compiler): Execute {
  const members = ast.members.flatMap((member) =>
    member.kind === 'PropertyMember'
      ? [{ name: member.name, value: member.initialValue && compiler.expression(member.initialValue) }]
      : [],
  );
  const flags = ast.attributes.some((attribute) => /flags(?:attribute)?$/i.test(attribute.typeName.name));
  const [underlying] = ast.baseTypes.map((base) => typeReference(base.typeName));
  let made: { runspace: Runspace; type: EnumType } | undefined;
  return (frame) => {
    // The code of a block makes its type once, however often it runs.
    if (made?.runspace === frame.runspace) {
      defineScriptedType(frame, made.type);
      return GO_ON;
    }
    const values: Record<string, number> = Object.create(null) as Record<string, number>;
    let next = 0;
    for (const { name, value } of members) {
      if (value !== null) {
        const number = convertTo(value(frame), int32Type);
        next = typeof number === 'number' ? number : 0;
      }
      values[name] = next;
      // Each unnumbered flag is the next bit.
      next = flags && next > 0 ? next * 2 : next + 1;
    }
    const type = new EnumType({
      fullName: ast.name,
      values,
      flags,
      ...(underlying && { underlying: underlying(frame).fullName }),
    });
    made = { runspace: frame.runspace, type };
    defineScriptedType(frame, type);
    return GO_ON;
  };
}
