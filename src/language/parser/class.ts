import type {
  Ast,
  AttributeAst,
  ExpressionAst,
  FunctionMemberAst,
  MemberAst,
  PropertyMemberAst,
  StatementAst,
  TypeConstraintAst,
  TypeDefinitionAst,
} from '../ast.ts';
import { readAttribute } from './attribute.ts';
import { skipNewlines } from './blanks.ts';
import { errorStatement, type Keyword } from './keyword.ts';
import * as lexeme from './lexeme.ts';
import { EXPRESSION } from './lexeme.ts';
import { lexemeText, peek, simpleNameEnd, take } from './lexer.ts';
import { readMethod } from './method.ts';
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
import { readVariable } from './variable.ts';

/** `class Name : Base, Interface { members }`. */
export function readClass(p: Parser, keyword: Keyword): StatementAst {
  const beforeName = p.pos;
  skipNewlines(p);
  const nameEnd = simpleNameEnd(p);
  if (nameEnd < 0) {
    moveTo(p, beforeName);
    reportMissing(p, 'MissingNameAfterKeyword', keyword.end, keyword.end, keyword.text);
    return errorStatement(keyword, keyword.end);
  }
  const nameExtent = { start: p.start, end: nameEnd };
  const name = p.text.slice(nameExtent.start, nameEnd);
  addToken(p, 'type', nameExtent.start, nameEnd);
  moveTo(p, nameEnd);
  const baseTypes = readBaseTypes(p);
  const beforeOpen = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.CURLY_OPEN) {
    moveTo(p, beforeOpen);
    const end = baseTypes.at(-1)?.extent.end ?? nameEnd;
    reportMissing(p, 'MissingTypeBody', end, end, keyword.word);
    return errorStatement(keyword, end, baseTypes);
  }
  const outer = enter(p);
  const openEnd = p.stop;
  take(p);
  const members: MemberAst[] = [];
  const broken: Ast[] = [];
  while (readMember(p, name, members, broken));
  let end = members.at(-1)?.extent.end ?? openEnd;
  skipNewlines(p);
  if (peek(p, EXPRESSION) === lexeme.CURLY_CLOSE) {
    end = p.stop;
    take(p);
  } else {
    reportUnclosed(p, 'MissingEndCurlyBrace', openEnd, openEnd, p.stop);
  }
  leave(p, outer);
  const extent = { start: keyword.from, end };
  const attributes = keyword.attributes;
  const definition: TypeDefinitionAst = {
    kind: 'TypeDefinition',
    extent,
    typeKind: 'class',
    name,
    nameExtent,
    attributes,
    baseTypes,
    members,
  };
  p.definitions.push(definition);
  return broken.length === 0
    ? definition
    : { kind: 'ErrorStatement', extent, nested: [definition, ...broken] };
}

function readBaseTypes(p: Parser): TypeConstraintAst[] {
  const types: TypeConstraintAst[] = [];
  const before = p.pos;
  skipNewlines(p);
  if (peek(p, EXPRESSION) !== lexeme.COLON) {
    moveTo(p, before);
    return types;
  }
  let separatorEnd = p.stop;
  take(p);
  for (;;) {
    skipNewlines(p);
    const typeName = readTypeName(p, false);
    if (typeName === null) {
      reportMissing(p, 'TypeNameExpected', separatorEnd, separatorEnd);
      return types;
    }
    types.push({ kind: 'TypeConstraint', extent: typeName.extent, typeName });
    const afterType = p.pos;
    skipNewlines(p);
    if (peek(p, EXPRESSION) !== lexeme.COMMA) {
      moveTo(p, afterType);
      return types;
    }
    separatorEnd = p.stop;
    take(p);
  }
}

/** What stands before a member's name. */
interface Modifiers {
  readonly attributes: AttributeAst[];
  type: TypeConstraintAst | null;
  isStatic: boolean;
  isHidden: boolean;
  /** Where the member begins, and where the last of these ends; -1 when there are none. */
  start: number;
  end: number;
}

/** Reads one member; false when there are no more, or where reading them makes no sense any more. */
function readMember(p: Parser, className: string, members: MemberAst[], broken: Ast[]): boolean {
  const modifiers = readModifiers(p);
  const kind = peek(p, EXPRESSION);
  if (kind === lexeme.VARIABLE) {
    const property = readProperty(p, modifiers);
    if (property !== null) members.push(property);
    return true;
  }
  if (kind === lexeme.IDENTIFIER) {
    const name = { start: p.start, end: p.stop };
    addToken(p, 'member', name.start, name.end);
    take(p);
    const method = readMethod(p, className, name, modifiers.isStatic);
    if (method === null) {
      skipToClassEnd(p);
      broken.push(...brokenParts(modifiers));
      return broken.length > 0 && peek(p, EXPRESSION) !== lexeme.CURLY_CLOSE && !atEnd(p);
    }
    members.push(memberOf(method, modifiers));
    return true;
  }
  if (modifiers.end < 0) return false;
  reportMissing(p, 'IncompleteMemberDefinition', modifiers.end, modifiers.end);
  broken.push(...brokenParts(modifiers));
  return false;
}

function atEnd(p: Parser): boolean {
  return peek(p, EXPRESSION) === lexeme.END;
}

function brokenParts(modifiers: Modifiers): Ast[] {
  return modifiers.type === null ? modifiers.attributes : [...modifiers.attributes, modifiers.type];
}

function memberOf(method: FunctionMemberAst, modifiers: Modifiers): FunctionMemberAst {
  return {
    ...method,
    extent: { start: modifiers.start, end: method.extent.end },
    returnType: modifiers.type,
    attributes: modifiers.attributes,
    isStatic: modifiers.isStatic,
    isHidden: modifiers.isHidden,
  };
}

function readModifiers(p: Parser): Modifiers {
  const modifiers: Modifiers = {
    attributes: [],
    type: null,
    isStatic: false,
    isHidden: false,
    start: -1,
    end: -1,
  };
  for (;;) {
    skipNewlines(p);
    const attribute = readAttribute(p);
    if (attribute !== null) {
      if (modifiers.start < 0) modifiers.start = attribute.extent.start;
      modifiers.end = attribute.extent.end;
      if (attribute.kind === 'Attribute') modifiers.attributes.push(attribute);
      else if (modifiers.type === null) modifiers.type = attribute;
      else report(p, 'TooManyTypes', attribute.extent.start, attribute.extent.end);
      continue;
    }
    const word = peek(p, EXPRESSION) === lexeme.IDENTIFIER ? lexemeText(p).toLowerCase() : '';
    if (modifiers.start < 0) modifiers.start = p.start;
    if (word !== 'static' && word !== 'hidden') return modifiers;
    const repeated = word === 'static' ? modifiers.isStatic : modifiers.isHidden;
    if (repeated) report(p, 'DuplicateQualifier', p.start, p.stop, lexemeText(p));
    if (word === 'static') modifiers.isStatic = true;
    else modifiers.isHidden = true;
    modifiers.end = p.stop;
    addToken(p, 'keyword', p.start, p.stop);
    take(p);
  }
}

function readProperty(p: Parser, modifiers: Modifiers): PropertyMemberAst | null {
  const { start, stop } = p;
  moveTo(p, stop);
  const read = readVariable(p, start, stop, false);
  const variable = read.kind === 'UsingExpression' ? read.expression : read;
  let end = stop;
  let initialValue: ExpressionAst | null = null;
  if (peek(p, EXPRESSION) === lexeme.EQUALS) {
    addToken(p, 'operator', p.start, p.stop);
    const equalsEnd = p.stop;
    take(p);
    skipNewlines(p);
    initialValue = p.grammar.expression(p, 0);
    end = initialValue?.extent.end ?? equalsEnd;
  }
  end = readMemberEnd(p, end, true);
  if (variable.name === '') return null;
  return {
    kind: 'PropertyMember',
    extent: { start: modifiers.start, end },
    name: variable.name,
    propertyType: modifiers.type,
    attributes: modifiers.attributes,
    isStatic: modifiers.isStatic,
    isHidden: modifiers.isHidden,
    initialValue,
  };
}

/** The line end or semicolon after a member that ends at `end`; a semicolon belongs to it. */
export function readMemberEnd(p: Parser, end: number, complain: boolean): number {
  const kind = peek(p, EXPRESSION);
  let memberEnd = end;
  if (kind === lexeme.SEMICOLON) memberEnd = p.stop;
  else if (kind !== lexeme.NEWLINE && kind !== lexeme.CURLY_CLOSE && complain) {
    reportMissing(p, 'MissingPropertyTerminator', end, end);
  }
  skipNewlines(p, true);
  return memberEnd;
}

/** After a broken method: to the brace that closes the class, braces matched. */
function skipToClassEnd(p: Parser): void {
  const { text, end } = p;
  let open = 1;
  let at = p.pos;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 123) open++;
    else if (code === 125 && --open === 0) break;
    else if (code === 39 || code === 34) {
      const close = text.indexOf(text.charAt(at), at + 1);
      if (close > 0 && close < end) at = close;
    }
  }
  moveTo(p, at);
}
