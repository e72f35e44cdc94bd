import type { Session, VariableFacts } from '../../src/cmdlet/session.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';
import { optionsValue, visibilityType } from './scope.ts';

export interface VariableData {
  readonly session: Session;
  facts: VariableFacts;
}

/** What Get-Variable returns. Its Value can be set, which sets the variable. */
export const psVariableType = objectType<VariableData>()({
  name: 'PSVariable',
  fullName: 'System.Management.Automation.PSVariable',
  properties: {
    Name: { type: 'string', get: (variable) => variable.facts.name },
    Value: {
      type: 'System.Object',
      get: (variable) => variable.facts.value,
      set: (variable, value) => {
        variable.session.variables.set(variable.facts.name, value);
        variable.facts = { ...variable.facts, value };
      },
    },
    Description: { type: 'string', get: (variable) => variable.facts.description },
    Options: {
      type: 'ScopedItemOptions',
      get: (variable) => optionsValue(variable.facts.options),
    },
    Visibility: {
      type: 'SessionStateEntryVisibility',
      get: (variable) => visibilityType.find(variable.facts.visibility) ?? null,
    },
    Module: { type: 'psmoduleinfo', get: () => null },
    ModuleName: { type: 'string', get: () => '' },
    Attributes: { type: 'Collection[Attribute]', get: () => [] },
  },
  view: {
    table: [{ property: 'Name', width: 30 }, { property: 'Value' }],
  },
  toString: (variable) => `System.Management.Automation.PSVariable (${variable.facts.name})`,
});

export function psVariable(session: Session, facts: VariableFacts): TypedObject<VariableData> {
  return objectOf(psVariableType, { session, facts });
}
