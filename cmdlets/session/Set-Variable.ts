import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { psVariable, psVariableType } from './ps-variable.ts';
import { optionsOf, scopedItemOptionsType, scopeOf, visibilityType } from './scope.ts';
import { changeVariable } from './variable-query.ts';

export default defineCmdlet({
  name: 'Set-Variable',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['set', 'sv'],
  synopsis: 'Sets the value of a variable, and makes it when there is none.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'name',
      wildcard: true,
      help: 'Names without the dollar sign.',
    },
    Value: {
      type: 'object',
      position: 1,
      pipeline: 'both',
      allowNull: true,
      help: 'The value; several from a pipeline become an array.',
    },
    Include: { type: 'string', array: true, wildcard: true, help: 'Only names that match one of these.' },
    Exclude: { type: 'string', array: true, wildcard: true, help: 'No names that match one of these.' },
    Description: { type: 'string', help: 'What the variable is for.' },
    Option: { type: scopedItemOptionsType, help: 'ReadOnly, Constant, Private, AllScope.' },
    Visibility: { type: visibilityType, help: 'Taken: every variable is public.' },
    Force: { type: 'switch', help: 'Changes a read-only variable too.' },
    PassThru: { type: 'switch', help: 'Returns the variable.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
    Append: { type: 'switch', help: 'Adds the value to what the variable holds.' },
  },
  output: [psVariableType],
  impact: 'low',
  examples: [
    { title: 'A value by name', code: "Set-Variable -Name policy -Value 'Required'\n$policy" },
    { title: 'Every object of a pipeline', code: '1..3 | Set-Variable numbers\n$numbers.Count' },
  ],
  begin: (): { values: Value[]; names: readonly string[] } => ({ values: [], names: [] }),
  process(args, invocation, state) {
    state.names = args.Name;
    if (invocation.isBound('Value')) state.values.push(args.Value ?? null);
  },
  end(args, invocation, state) {
    const given: Value = state.values.length > 1 ? state.values : (state.values[0] ?? null);
    const { variables } = invocation.session;
    // A variable of the same name further up is left alone.
    const scope = scopeOf(args.Scope) ?? 'local';
    const names = (args.Name as readonly string[] | undefined) ?? state.names;
    for (const name of names) {
      const targets = hasWildcard(name)
        ? variables
            .list(scope)
            .filter((facts) => matchesWildcard(facts.name, name))
            .map((facts) => facts.name)
        : [name];
      for (const target of targets) {
        if (args.Include && !args.Include.some((pattern) => matchesWildcard(target, pattern))) continue;
        if (args.Exclude?.some((pattern) => matchesWildcard(target, pattern))) continue;
        if (!invocation.shouldProcess(`Name: ${target}`, 'Set variable')) continue;
        const before = variables.facts(target, scope);
        const hasValue = state.values.length > 0 || before === undefined;
        const value = hasValue ? given : before.value;
        const changed = changeVariable(invocation, () =>
          variables.set(target, args.Append && before ? appended(before.value, value) : value, {
            scope,
            ...(args.Option !== undefined && { options: optionsOf(args.Option) }),
            ...(args.Description !== undefined && { description: args.Description }),
            force: args.Force,
          }),
        );
        if (!changed) continue;
        const after = variables.facts(target, scope);
        if (args.PassThru && after) invocation.write(psVariable(invocation.session, after));
      }
    }
  },
});

function appended(before: Value, added: Value): Value {
  const left = Array.isArray(before) ? before : before === null ? [] : [before];
  return [...left, ...(Array.isArray(added) ? added : [added])];
}
