import type { ObjectType } from '../values/object-type.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Invocation } from './invocation.ts';
import type { Arguments, ParameterDefinitions } from './parameter.ts';
import { withSince } from './since.ts';

/**
 * How much a cmdlet changes. `none`: nothing, and no -WhatIf or -Confirm. Else it has both, and asks
 * by itself when the impact reaches `$ConfirmPreference` (High unless changed).
 */
export type Impact = 'none' | 'low' | 'medium' | 'high';

export interface CmdletExample {
  readonly title: string;
  /** Runs as it stands, in a test too. */
  readonly code: string;
  /** What happens, in a sentence or two. */
  readonly remarks?: string;
  /** Run first by the test; not shown in help. */
  readonly before?: string;
  /** Names what the example needs that a test has not (a person, a network); the test then only parses it. */
  readonly needs?: string;
}

export type OutputType = string | ObjectType<unknown> | TypeInfo;

/**
 * One cmdlet, declared once. Binding, help, completion, -WhatIf and -Confirm, the reference pages and
 * the test of its examples all come from this object.
 *
 * `begin` runs once, `process` once for each object of the pipeline (once without a pipeline), `end`
 * once after the last, `clean` always. What `begin` returns is handed to the others as `state`.
 */
export interface CmdletDefinition<P extends ParameterDefinitions, S> {
  /** `Verb-Noun`, which is also the file's name. */
  readonly name: string;
  /** The module it is shown under, such as `VMware.VimAutomation.Core`, which is the one when none is given. */
  readonly module?: string;
  readonly aliases?: readonly string[];
  /** One sentence without the name. */
  readonly synopsis: string;
  readonly description?: string;
  readonly parameters: P;
  /** The set in force when the arguments do not decide; required as soon as parameters name sets. */
  readonly defaultParameterSet?: string;
  readonly output: readonly OutputType[];
  readonly impact: Impact;
  /** Privileges the work needs, as vSphere names them; shown in help, checked by the model. */
  readonly privileges?: readonly string[];
  readonly examples: readonly CmdletExample[];
  /** The vSphere version that brought it. */
  readonly since?: string;
  readonly notes?: string;
  readonly links?: readonly string[];
  begin?(args: Arguments<P>, invocation: Invocation): S;
  process?(args: Arguments<P>, invocation: Invocation, state: S): void;
  end?(args: Arguments<P>, invocation: Invocation, state: S): void;
  clean?(state: S): void;
}

/** Any cmdlet, as the engine calls it. */
export type Cmdlet = CmdletDefinition<ParameterDefinitions, unknown>;

/**
 * Declares a cmdlet; the default export of its file.
 *
 *     export default defineCmdlet({
 *       name: 'Get-Thing',
 *       parameters: { Name: { type: 'string', array: true, position: 0, help: '…' } },
 *       …
 *       process(args, invocation) { args.Name; // string[] | undefined },
 *     });
 */
export function defineCmdlet<const P extends ParameterDefinitions, S = undefined>(
  definition: CmdletDefinition<P, S>,
): CmdletDefinition<P, S> {
  return { ...definition, parameters: withSince(definition.parameters) };
}
