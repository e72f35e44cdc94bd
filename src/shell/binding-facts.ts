import type { CommandMetadata, ParameterMetadata, SetMembership } from './parameter-metadata.ts';

/** What a call asks of a command's parameters again and again, worked out once. */
export interface BindingFacts {
  /** Those that take the pipeline in some set. */
  readonly fromPipeline: readonly ParameterMetadata[];
  /** Those that have a position in some set. */
  readonly positional: readonly ParameterMetadata[];
  readonly takesRest: boolean;
}

const known = new WeakMap<CommandMetadata, BindingFacts>();

export function bindingFacts(metadata: CommandMetadata): BindingFacts {
  let facts = known.get(metadata);
  if (facts === undefined) {
    const having = (test: (set: SetMembership) => boolean): ParameterMetadata[] =>
      metadata.parameters.filter((parameter) => [...parameter.sets.values()].some(test));
    facts = {
      fromPipeline: having((set) => set.byValue || set.byName),
      positional: having((set) => set.position !== undefined),
      takesRest: having((set) => set.remaining).length > 0,
    };
    known.set(metadata, facts);
  }
  return facts;
}
