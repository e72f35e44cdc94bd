import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { psVariable, psVariableType } from './ps-variable.ts';
import { scopeOf } from './scope.ts';
import { changeVariable, variablesMatching } from './variable-query.ts';

export default defineCmdlet({
  name: 'Clear-Variable',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['clv'],
  synopsis: 'Sets variables to $null.',
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
    Include: { type: 'string', array: true, wildcard: true, help: 'Only names that match one of these.' },
    Exclude: { type: 'string', array: true, wildcard: true, help: 'No names that match one of these.' },
    Force: { type: 'switch', help: 'Clears a read-only variable too.' },
    PassThru: { type: 'switch', help: 'Returns the variables.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  },
  output: [psVariableType],
  impact: 'low',
  examples: [
    {
      title: 'Forget a value, keep the variable',
      code: '$found = 3\nClear-Variable found\n$null -eq $found',
    },
  ],
  process(args, invocation) {
    const { variables } = invocation.session;
    const scope = scopeOf(args.Scope);
    const query = { names: args.Name, include: args.Include, exclude: args.Exclude, scope };
    for (const facts of variablesMatching(invocation, query)) {
      if (!invocation.shouldProcess(`Name: ${facts.name}`, 'Clear variable')) continue;
      const changed = changeVariable(invocation, () =>
        variables.set(facts.name, null, { ...(scope !== undefined && { scope }), force: args.Force }),
      );
      if (!changed) continue;
      const after = variables.facts(facts.name, scope);
      if (args.PassThru && after) invocation.write(psVariable(invocation.session, after));
    }
  },
});
