import type { Cmdlet } from '../cmdlet/cmdlet.ts';
import type { VariableOption } from '../cmdlet/session.ts';
import type { CommentHelp } from '../language/ast.ts';
import type { CompiledScriptBlock } from './script-block-value.ts';

/** A function of a scope. */
export interface FunctionCommand {
  readonly kind: 'Function' | 'Filter';
  readonly name: string;
  readonly block: CompiledScriptBlock;
  /** The module that it came from. */
  readonly moduleName: string;
  readonly options: readonly VariableOption[];
  readonly description: string;
  readonly help: CommentHelp | null;
}

/** What a name that is called turns out to be. */
export type Command =
  | FunctionCommand
  | { readonly kind: 'Cmdlet'; readonly name: string; readonly cmdlet: Cmdlet; readonly moduleName: string }
  | {
      readonly kind: 'ExternalScript';
      readonly name: string;
      readonly path: string;
      readonly block: CompiledScriptBlock;
    }
  | { readonly kind: 'Application'; readonly name: string; readonly path: string }
  | { readonly kind: 'Script'; readonly name: string; readonly block: CompiledScriptBlock };
