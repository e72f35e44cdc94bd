import type { CommandAst, CommandElementAst, ExpressionAst } from '../language/ast.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { runtimeError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { ownProperty } from '../values/member.ts';
import { propertyNames } from '../values/member-list.ts';
import { PSCustomObject } from '../values/ps-custom-object.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Argument, CommandCall } from './argument.ts';
import { rememberedNames } from './argument-names.ts';
import { plain } from './compile-literal.ts';
import { compileRedirections, type Redirect } from './compile-redirection.ts';
import type { Compiler } from './compiler.ts';
import type { Frame } from './frame.ts';
import type { CommandStart, Processor } from './pipeline.ts';
import type { Sink } from './signal.ts';
import { startCommand } from './start-command.ts';

/** A command of a pipeline, ready to be started: name and arguments are evaluated at each start. */
export function compileCommand(ast: CommandAst, compiler: Compiler): CommandStart {
  const [nameAst, ...rest] = ast.commandElements;
  if (nameAst === undefined || nameAst.kind === 'CommandParameter') throw new Error('a command has a name');
  const constantName = nameAst.kind === 'StringConstant' ? nameAst.value : undefined;
  const name = compiler.expression(nameAst);
  const collectors = compileElements(rest, compiler);
  const redirect: Redirect | undefined =
    ast.redirections.length === 0 ? undefined : compileRedirections(ast.redirections, compiler);
  const { extent } = ast;
  const dotSource = ast.invocationOperator === '.';
  const start = (frame: Frame, out: Sink): Processor => {
    const callee = constantName ?? name(frame);
    const args: Argument[] = [];
    for (const collect of collectors) collect(frame, args);
    const call: CommandCall = { frame, out, args, extent, dotSource, operator: ast.invocationOperator };
    return startCommand(call, calleeOf(callee, ast.invocationOperator));
  };
  if (redirect === undefined) return start;
  return (frame, out) => redirected(frame, out, start, redirect);
}

function calleeOf(value: Value, operator: string): Value {
  if (typeof value === 'string' || value instanceof ScriptBlock) return value;
  if (isNull(value) || operator === '') {
    throw runtimeError({
      message:
        "The expression after '&' in a pipeline element produced an object that was not valid. It must result in a command name, a script block, or a CommandInfo object.",
      id: 'BadExpression',
      category: 'InvalidArgument',
    });
  }
  const block = ownProperty(value, 'scriptblock');
  if (block instanceof ScriptBlock) return block;
  const name = ownProperty(value, 'name');
  return name === undefined ? toText(value) : toText(name);
}

/** Runs a command with its streams redirected; the redirections end with the command. */
function redirected(frame: Frame, out: Sink, start: CommandStart, redirect: Redirect): Processor {
  let inner: Processor | undefined;
  const opened = redirect.open(frame, out, (target) => {
    inner = start(target, target.out);
  });
  const processor = inner;
  if (processor === undefined) throw new Error('a redirection opens its command');
  return {
    identity: processor.identity,
    get failed() {
      return processor.failed;
    },
    begin: () => processor.begin(),
    process: (value) => processor.process(value),
    runAlone: () => processor.runAlone(),
    end: () => processor.end(),
    clean: () => {
      processor.clean();
      opened.close();
    },
  };
}

/** After `--` everything is a value. */
function compileElements(elements: readonly CommandElementAst[], compiler: Compiler): ArgumentCollector[] {
  const isEnd = (element: CommandElementAst): boolean =>
    (element.kind === 'StringConstant' && element.quote === 'bare' && element.value === '--') ||
    (element.kind === 'CommandParameter' && element.parameterName === '-');
  const end = elements.findIndex(isEnd);
  if (end < 0) return elements.map((element) => compileElement(element, compiler));
  const values = elements.slice(end + 1).map((element): ArgumentCollector => {
    if (element.kind !== 'CommandParameter') return compileElement(element, compiler);
    const text = compiler.source.slice(element.extent);
    return (_frame, args) => void args.push({ name: null, value: text, text, fromSplat: false });
  });
  return [...elements.slice(0, end).map((element) => compileElement(element, compiler)), ...values];
}

type ArgumentCollector = (frame: Frame, args: Argument[]) => void;

function compileElement(ast: CommandElementAst, compiler: Compiler): ArgumentCollector {
  if (ast.kind === 'CommandParameter') {
    const value = ast.argument && compiler.expression(ast.argument);
    const { parameterName, extent } = ast;
    const text = compiler.source.slice(extent);
    const written = ast.argument === null ? undefined : numberText(ast.argument, compiler);
    return (frame, args) => {
      args.push({
        name: parameterName,
        value: value === null ? undefined : plain(value(frame)),
        text,
        written,
        fromSplat: false,
      });
    };
  }
  if (ast.kind === 'VariableExpression' && ast.splatted) {
    const value = compiler.expression({ ...ast, splatted: false });
    return (frame, args) => splat(value(frame), args);
  }
  const value = compiler.expression(ast);
  const text = compiler.source.slice(ast.extent);
  const written = numberText(ast, compiler);
  return (frame, args) =>
    void args.push({ name: null, value: plain(value(frame)), text, written, fromSplat: false });
}

function numberText(ast: ExpressionAst, compiler: Compiler): string | undefined {
  return ast.kind === 'ConstantExpression' ? compiler.source.slice(ast.extent) : undefined;
}

/** `@table` gives named arguments, `@list` positional ones. */
function splat(value: Value, args: Argument[]): void {
  if (isNull(value)) return;
  if (value instanceof Dictionary) {
    for (const entry of value.entries.values()) {
      const name = toText(entry.key);
      args.push({ name, value: plain(entry.value), text: `-${name}`, fromSplat: true });
    }
  } else if (value instanceof PSCustomObject) {
    for (const name of propertyNames(value)) {
      args.push({
        name,
        value: ownProperty(value, name.toLowerCase()) ?? null,
        text: `-${name}`,
        fromSplat: true,
      });
    }
  } else if (isEnumerable(value)) {
    const names = Array.isArray(value) ? rememberedNames(value) : undefined;
    let index = 0;
    for (const item of enumerate(value)) {
      args.push({
        name: names?.get(index) ?? null,
        value: names?.has(index) === true ? undefined : item,
        text: toText(item),
        fromSplat: true,
      });
      index++;
    }
  } else {
    args.push({ name: null, value, text: toText(value), fromSplat: true });
  }
}
