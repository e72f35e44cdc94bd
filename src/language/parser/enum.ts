import type {
  ExpressionAst,
  PropertyMemberAst,
  StatementAst,
  TypeConstraintAst,
  TypeDefinitionAst,
} from '../ast.ts';
import { skipNewlines } from './blanks.ts';
import { readMemberEnd } from './class.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION } from './lexeme.ts';
import { peek, simpleNameEnd, take } from './lexer.ts';
import {
  addToken,
  enter,
  leave,
  moveTo,
  type Parser,
  report,
  reportMissing,
  reportUnclosed,
} from './state.ts';
import { readTypeName } from './type-name.ts';

/** `enum Name : int { A; B = 2 }`. */
export function readEnum(p: Parser, keyword: Keyword): StatementAst {
  const beforeName = p.pos;
  skipNewlines(p);
  const nameEnd = simpleNameEnd(p);
  if (nameEnd < 0) {
    moveTo(p, beforeName);
    reportMissing(p, 'MissingNameAfterKeyword', keyword.end, keyword.end, keyword.text);
    return errorStatement(keyword, keyword.end);
  }
  const nameExtent = { start: p.start, end: nameEnd };
  addToken(p, 'type', nameExtent.start, nameEnd);
  moveTo(p, nameEnd);
  const baseTypes = readUnderlyingType(p);
  const beforeOpen = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.CURLY_OPEN) {
    moveTo(p, beforeOpen);
    reportMissing(p, 'MissingTypeBody', nameEnd, nameEnd, 'enum');
    return errorStatement(keyword, nameEnd);
  }
  const outer = enter(p);
  const openEnd = p.stop;
  take(p);
  const members: PropertyMemberAst[] = [];
  for (;;) {
    const member = readEnumMember(p);
    if (member === null) break;
    members.push(member);
  }
  let end = members.at(-1)?.extent.end ?? openEnd;
  if (peek(p, EXPRESSION) === lexeme.CURLY_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportUnclosed(p, 'MissingEndCurlyBrace', openEnd, openEnd, p.stop);
  }
  leave(p, outer);
  const definition: TypeDefinitionAst = {
    kind: 'TypeDefinition',
    extent: { start: keyword.from, end },
    typeKind: 'enum',
    name: p.text.slice(nameExtent.start, nameEnd),
    nameExtent,
    attributes: keyword.attributes,
    baseTypes,
    members,
  };
  p.definitions.push(definition);
  return definition;
}

const INTEGRAL = new Set(
  'byte sbyte short int16 ushort uint16 int int32 uint uint32 long int64 ulong uint64'.split(' '),
);

function readUnderlyingType(p: Parser): TypeConstraintAst[] {
  const before = p.pos;
  if (peek(p, EXPRESSION) !== lexeme.COLON) {
    moveTo(p, before);
    return [];
  }
  const colonEnd = p.stop;
  take(p);
  skipNewlines(p);
  const typeName = readTypeName(p, false);
  if (typeName === null) {
    reportMissing(p, 'TypeNameExpected', colonEnd, colonEnd);
    return [];
  }
  const { extent, name } = typeName;
  if (!INTEGRAL.has(name.toLowerCase().replace(/^system\./, ''))) {
    report(p, 'InvalidUnderlyingType', extent.start, extent.end, name);
  }
  return [{ kind: 'TypeConstraint', extent, typeName }];
}

function readEnumMember(p: Parser): PropertyMemberAst | null {
  skipNewlines(p);
  const nameEnd = simpleNameEnd(p);
  if (nameEnd < 0) return null;
  const { start } = p;
  addToken(p, 'member', start, nameEnd);
  moveTo(p, nameEnd);
  let end = nameEnd;
  let initialValue: ExpressionAst | null = null;
  let complain = true;
  if (peek(p, EXPRESSION) === lexeme.EQUALS) {
    const equalsEnd = p.stop;
    addToken(p, 'operator', p.start, equalsEnd);
    take(p);
    initialValue = p.grammar.expression(p, 0);
    if (initialValue === null) {
      report(p, 'ExpectedValueExpression', equalsEnd, equalsEnd, '=');
      complain = false;
    }
    end = initialValue?.extent.end ?? equalsEnd;
  }
  return {
    kind: 'PropertyMember',
    extent: { start, end: readMemberEnd(p, end, complain) },
    name: p.text.slice(start, nameEnd),
    propertyType: null,
    attributes: [],
    isStatic: true,
    isHidden: false,
    initialValue,
  };
}
