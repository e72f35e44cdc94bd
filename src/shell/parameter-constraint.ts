import type { Frame } from './frame.ts';
import type { ParameterMetadata } from './parameter-metadata.ts';
import { checkedVariable } from './validation.ts';
import type { Variable } from './variable.ts';

/** A parameter's variable converts and validates what is assigned to it later, too. */
export function constrainParameter(variable: Variable, parameter: ParameterMetadata, frame: Frame): void {
  if (parameter.steps.length === 0) return;
  variable.constraint = checkedVariable(parameter.name, (value) =>
    parameter.steps.reduce((result, step) => step(result, frame), value),
  );
}
