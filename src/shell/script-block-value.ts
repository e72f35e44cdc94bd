import { ScriptBlock, type ScriptBlockCall } from '../values/script-block.ts';
import type { Value } from '../values/value.ts';
import type { CompiledBlock } from './compiled-block.ts';
import type { Runspace } from './runspace.ts';
import type { Scope } from './scope.ts';
import type { SessionState } from './session-state.ts';
import type { Sink } from './signal.ts';

/** A script block of a session: its code and the session or module whose names it sees. */
export class CompiledScriptBlock extends ScriptBlock {
  readonly code: CompiledBlock;
  readonly runspace: Runspace;
  readonly state: SessionState;
  /** Variables captured by GetNewClosure: a scope between the block's own and its module's. */
  readonly closure: Scope | null;
  constructor(code: CompiledBlock, runspace: Runspace, state: SessionState, closure: Scope | null = null) {
    super();
    this.code = code;
    this.runspace = runspace;
    this.state = state;
    this.closure = closure;
  }

  get text(): string {
    const text = this.code.source.slice(this.code.ast.extent);
    return text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  }

  get file(): string | null {
    return this.code.source.file;
  }

  override run(call: ScriptBlockCall, sink: Sink): void {
    this.runspace.runBlock(this, call, sink);
  }

  override perItem(): (it: Value, sink: Sink) => void {
    return this.runspace.perItem(this);
  }
}
