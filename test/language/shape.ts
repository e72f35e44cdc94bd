import type { Ast, ConstantValue, ScriptBlockAst, TypeName } from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse.ts';

/**
 * A tree in a line: every node is (name parts…), strings are in their quotes, bare words bare, variables with
 * their dollar sign. A pipeline of one expression is that expression.
 */
export function shapeOf(source: string): string {
  const { ast, errors } = parse(source);
  if (errors.length > 0) throw new Error(`${source}: ${errors.map(({ id }) => id).join(', ')}`);
  return block(ast);
}

/** The ids of the errors, each with the text that it points at or `end`. */
export function errorsOf(source: string): string[] {
  return parse(source).errors.map(({ id, start, end, incomplete }) => {
    return `${id} ${start}-${end}${incomplete ? ' incomplete' : ''}`;
  });
}

function block(ast: ScriptBlockAst): string {
  const parts: string[] = ast.usingStatements.map(shape);
  if (ast.paramBlock !== null) parts.push(shape(ast.paramBlock));
  const named = [ast.dynamicParamBlock, ast.beginBlock, ast.processBlock, ast.endBlock, ast.cleanBlock];
  for (const each of named) {
    if (each === null) continue;
    const body = [...each.traps, ...each.statements].map(shape);
    if (each.unnamed && each.blockKind === 'end') parts.push(...body);
    else parts.push(list(each.blockKind, ...body));
  }
  return parts.join(' ');
}

function list(...parts: readonly (string | null)[]): string {
  return `(${parts.filter((part) => part !== null && part !== '').join(' ')})`;
}

function all(nodes: readonly Ast[]): string {
  return nodes.map(shape).join(' ');
}

function maybe(node: Ast | null): string | null {
  return node === null ? null : shape(node);
}

function typeText(type: TypeName): string {
  return type.kind === 'TypeName' && type.assembly !== null ? `${type.name}, ${type.assembly}` : type.name;
}

function numberText(value: ConstantValue): string {
  if (value.type === 'decimal') return `decimal:${value.mantissa}e-${value.scale}`;
  return value.type === 'int32' ? String(value.value) : `${value.type}:${value.value}`;
}

export function shape(ast: Ast): string {
  switch (ast.kind) {
    case 'ScriptBlock':
      return `{${block(ast)}}`;
    case 'Pipeline': {
      const [only] = ast.elements;
      const bare = ast.elements.length === 1 && !ast.background && only !== undefined;
      return bare ? shape(only) : list(ast.background ? 'background' : 'pipe', all(ast.elements));
    }
    case 'PipelineChain':
      return list(ast.operator, shape(ast.left), shape(ast.right), ast.background ? '&' : null);
    case 'Command':
      return list('cmd', ast.invocationOperator, all(ast.commandElements), all(ast.redirections));
    case 'CommandParameter':
      return ast.argument === null ? `-${ast.parameterName}` : `-${ast.parameterName}:${shape(ast.argument)}`;
    case 'CommandExpression':
      return ast.redirections.length === 0
        ? shape(ast.expression)
        : list('redirect', shape(ast.expression), all(ast.redirections));
    case 'FileRedirection':
      return list(`${ast.fromStream}${ast.append ? '>>' : '>'}`, shape(ast.location));
    case 'MergingRedirection':
      return list(`${ast.fromStream}>&${ast.toStream}`);
    case 'VariableExpression':
      return `${ast.splatted ? '@' : '$'}${ast.qualifier === null ? '' : `${ast.qualifier}:`}${ast.name}`;
    case 'StringConstant':
      return ast.quote === 'bare' ? ast.value : quoted(ast.value, ast.quote.startsWith('single') ? "'" : '"');
    case 'ExpandableString':
      return list(
        ast.quote === 'bare' ? 'word' : 'string',
        ast.parts.map((part) => (typeof part === 'string' ? quoted(part, '"') : shape(part))).join(' '),
      );
    case 'ConstantExpression':
      return numberText(ast.value);
    default:
      return expressionShape(ast);
  }
}

function quoted(text: string, quote: string): string {
  return quote + text.replaceAll('\n', '\\n').replaceAll('\r', '\\r') + quote;
}

function expressionShape(ast: Ast): string {
  switch (ast.kind) {
    case 'BinaryExpression':
      return list(ast.operator, shape(ast.left), shape(ast.right));
    case 'UnaryExpression':
      return list(ast.operator, shape(ast.child));
    case 'TernaryExpression':
      return list('?:', shape(ast.condition), shape(ast.ifTrue), shape(ast.ifFalse));
    case 'MemberExpression':
      return list(memberOperator(ast), shape(ast.target), shape(ast.member));
    case 'InvokeMemberExpression':
      return list(
        `call${memberOperator(ast)}`,
        shape(ast.target),
        shape(ast.member),
        ast.genericArguments.length === 0 ? null : `[${ast.genericArguments.map(typeText).join(',')}]`,
        all(ast.arguments),
      );
    case 'IndexExpression':
      return list(ast.nullConditional ? '?[]' : '[]', shape(ast.target), shape(ast.index));
    case 'ConvertExpression':
      return list('cast', shape(ast.type), shape(ast.child));
    case 'AttributedExpression':
      return list('attributed', shape(ast.attribute), shape(ast.child));
    case 'TypeExpression':
      return `[${typeText(ast.typeName)}]`;
    case 'TypeConstraint':
      return `[${typeText(ast.typeName)}]`;
    case 'ArrayLiteral':
      return list(',', all(ast.elements));
    case 'ArrayExpression':
      return list('@', all(ast.body.traps), all(ast.body.statements));
    case 'SubExpression':
      return list('$', all(ast.body.traps), all(ast.body.statements));
    case 'ParenExpression':
      return list('paren', shape(ast.pipeline));
    case 'Hashtable':
      return list('hash', ast.pairs.map(({ key, value }) => `${shape(key)}=${shape(value)}`).join(' '));
    case 'ScriptBlockExpression':
      return shape(ast.scriptBlock);
    case 'UsingExpression':
      return list('using', shape(ast.expression));
    case 'Attribute':
      return list(
        'attribute',
        typeText(ast.typeName),
        all(ast.positionalArguments),
        ast.namedArguments
          .map((named) => named.argumentName + (named.expressionOmitted ? '' : `=${shape(named.argument)}`))
          .join(' '),
      );
    default:
      return statementShape(ast);
  }
}

function memberOperator(ast: { isStatic: boolean; nullConditional: boolean }): string {
  if (ast.isStatic) return '::';
  return ast.nullConditional ? '?.' : '.';
}

function statementShape(ast: Ast): string {
  switch (ast.kind) {
    case 'StatementBlock':
      return `{${[...ast.traps, ...ast.statements].map(shape).join(' ')}}`;
    case 'AssignmentStatement':
      return list(ast.operator, shape(ast.left), shape(ast.right));
    case 'IfStatement':
      return list(
        'if',
        ast.clauses.map(({ condition, body }) => `${shape(condition)} ${shape(body)}`).join(' '),
        ast.elseClause === null ? null : `else ${shape(ast.elseClause)}`,
      );
    case 'SwitchStatement':
      return list(
        'switch',
        ast.label,
        ast.matching === 'exact' ? null : ast.matching,
        ast.caseSensitive ? 'cased' : null,
        ast.file ? 'file' : null,
        shape(ast.condition),
        ast.clauses.map(({ condition, body }) => `${shape(condition)} ${shape(body)}`).join(' '),
        ast.defaultClause === null ? null : `default ${shape(ast.defaultClause)}`,
      );
    case 'ForStatement':
      return list(
        'for',
        ast.label,
        maybe(ast.initializer) ?? '_',
        maybe(ast.condition) ?? '_',
        maybe(ast.iterator) ?? '_',
        shape(ast.body),
      );
    case 'ForEachStatement':
      return list('foreach', ast.label, shape(ast.variable), shape(ast.condition), shape(ast.body));
    case 'WhileStatement':
      return list('while', ast.label, shape(ast.condition), shape(ast.body));
    case 'DoWhileStatement':
      return list('do-while', ast.label, shape(ast.body), shape(ast.condition));
    case 'DoUntilStatement':
      return list('do-until', ast.label, shape(ast.body), shape(ast.condition));
    case 'BreakStatement':
      return list('break', maybe(ast.label));
    case 'ContinueStatement':
      return list('continue', maybe(ast.label));
    case 'ReturnStatement':
      return list('return', maybe(ast.pipeline));
    case 'ThrowStatement':
      return list('throw', maybe(ast.pipeline));
    case 'ExitStatement':
      return list('exit', maybe(ast.pipeline));
    case 'TryStatement':
      return list(
        'try',
        shape(ast.body),
        all(ast.catchClauses),
        ast.finally === null ? null : `finally ${shape(ast.finally)}`,
      );
    case 'CatchClause':
      return list('catch', all(ast.catchTypes), shape(ast.body));
    case 'TrapStatement':
      return list('trap', maybe(ast.trapType), shape(ast.body));
    case 'DataStatement':
      return list('data', ast.variable, all(ast.commandsAllowed), shape(ast.body));
    default:
      return definitionShape(ast);
  }
}

function definitionShape(ast: Ast): string {
  switch (ast.kind) {
    case 'ParamBlock':
      return list('param', all(ast.attributes), all(ast.parameters));
    case 'Parameter':
      return list(
        all(ast.attributes),
        shape(ast.name),
        ast.defaultValue === null ? null : `= ${shape(ast.defaultValue)}`,
      );
    case 'FunctionDefinition':
      return list(
        ast.isFilter ? 'filter' : 'function',
        ast.name,
        ast.parameters === null ? null : `[${all(ast.parameters)}]`,
        shape(ast.body),
      );
    case 'TypeDefinition':
      return list(
        ast.typeKind,
        all(ast.attributes),
        ast.name,
        ast.baseTypes.length === 0 ? null : `: ${all(ast.baseTypes)}`,
        all(ast.members),
      );
    case 'PropertyMember':
      return list(
        'property',
        ast.isStatic ? 'static' : null,
        ast.isHidden ? 'hidden' : null,
        all(ast.attributes),
        maybe(ast.propertyType),
        ast.name,
        ast.initialValue === null ? null : `= ${shape(ast.initialValue)}`,
      );
    case 'FunctionMember':
      return list(
        ast.isConstructor ? 'constructor' : 'method',
        ast.isStatic ? 'static' : null,
        ast.isHidden ? 'hidden' : null,
        all(ast.attributes),
        maybe(ast.returnType),
        ast.name,
        `[${all(ast.parameters)}]`,
        ast.baseArguments === null ? null : list('base', all(ast.baseArguments)),
        shape(ast.body),
      );
    case 'UsingStatement':
      return list('using', ast.usingKind, ast.alias, ast.name, maybe(ast.moduleSpecification));
    case 'ConfigurationDefinition':
      return list('configuration', shape(ast.name), shape(ast.body));
    default:
      return list(ast.kind);
  }
}
