import { InvocationInfo } from '../values/error-record.ts';
import type { ScriptBlockCall } from '../values/script-block.ts';
import type { Value } from '../values/value.ts';
import type { Argument } from './argument.ts';
import { collectOutput, outputValue } from './collect.ts';
import { Frame } from './frame.ts';
import { FunctionProcessor } from './function-processor.ts';
import { Scope } from './scope.ts';
import type { CompiledScriptBlock } from './script-block-value.ts';
import { BREAK, CONTINUE, LoopExit, type Sink } from './signal.ts';

const NO_EXTENT = { start: 0, end: 0 };

/** Runs a script block for a cmdlet or a method. */
export function runBlock(block: CompiledScriptBlock, call: ScriptBlockCall, sink: Sink): void {
  const { runspace } = block;
  const frame = callerFrame(block, call);
  const args: Argument[] = [];
  for (const [name, value] of call.named ?? []) args.push({ name, value, text: `-${name}`, fromSplat: true });
  for (const value of call.args ?? []) args.push({ name: null, value, text: '', fromSplat: true });
  const info = new InvocationInfo(
    '',
    () => null,
    () => null,
  );
  const processor = new FunctionProcessor(
    { frame, out: sink, args, extent: NO_EXTENT, dotSource: call.dotSource === true, operator: '&' },
    { block, name: '', info, dotSource: call.dotSource === true, isScript: false },
  );
  const outer = runspace.current;
  try {
    processor.begin();
    if (call.input === undefined) processor.runAlone();
    else for (const value of call.input) processor.process(value);
    processor.end();
  } finally {
    processor.clean();
    outer.activate();
  }
}

/** The frame the block is called from: its session's current scope, with `$_`, `$this` and the like in a scope of their own. */
function callerFrame(block: CompiledScriptBlock, call: ScriptBlockCall): Frame {
  const { runspace, state } = block;
  const { current } = runspace;
  let scope = state.current;
  if (call.it !== undefined || call.self !== undefined || call.variables !== undefined) {
    if (call.dotSource !== true) scope = new Scope(scope);
    if (call.it !== undefined) scope.define('_', call.it);
    if (call.self !== undefined) scope.define('this', call.self);
    for (const [name, value] of call.variables ?? []) scope.define(name, value);
  }
  return new Frame({
    runspace,
    scope,
    state,
    source: current.source,
    out: current.out,
    streams: current.streams,
    name: current.name,
    caller: current,
  });
}

/** A function that runs the block for one `$_` after the other in the scope that is current now. */
export function perItem(block: CompiledScriptBlock): (it: Value, sink: Sink) => void {
  const { runspace, state, code } = block;
  if (!code.isPlain || block.closure !== null) {
    return (it, sink) => runBlock(block, code.process === undefined ? { it } : { it, input: [it] }, sink);
  }
  const { end } = code;
  if (end === undefined) return () => undefined;
  const { current } = runspace;
  const scope = state.current;
  const frame = new Frame({
    runspace,
    scope,
    state,
    source: code.source,
    out: current.out,
    streams: current.streams,
    name: '<ScriptBlock>',
    caller: current,
  });
  let variable = scope.define('_', scope.variables.get('_')?.value ?? null);
  return (it, sink) => {
    if (variable.removed) variable = scope.define('_', null);
    const before = variable.value;
    const outer = runspace.current;
    variable.value = it;
    frame.out = sink;
    runspace.current = frame;
    state.current = scope;
    try {
      const completion = end(frame);
      if (completion === BREAK || completion === CONTINUE) throw new LoopExit(completion, frame.label);
    } finally {
      variable.value = before;
    }
    outer.activate();
  };
}

/** A block's value in a frame's own scope: the conditions of `switch`. */
export function valueInPlace(frame: Frame, block: CompiledScriptBlock): Value {
  const { end } = block.code;
  return end === undefined ? null : outputValue(collectOutput(frame, end));
}
