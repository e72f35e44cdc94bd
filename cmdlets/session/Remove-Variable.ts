import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { scopeOf } from './scope.ts';
import { variablesMatching } from './variable-query.ts';

export default defineCmdlet({
  name: 'Remove-Variable',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['rv'],
  synopsis: 'Removes variables.',
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
    Force: { type: 'switch', help: 'Removes a read-only variable too.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  },
  output: [],
  impact: 'low',
  examples: [
    { title: 'Remove a variable', code: '$found = 3\nRemove-Variable found\nTest-Path variable:found' },
  ],
  process(args, invocation) {
    const scope = scopeOf(args.Scope);
    const query = { names: args.Name, include: args.Include, exclude: args.Exclude, scope };
    for (const facts of variablesMatching(invocation, query)) {
      const fixed = facts.options.includes('Constant') || (facts.options.includes('ReadOnly') && !args.Force);
      if (fixed) {
        invocation.writeError({
          message: `Cannot remove variable ${facts.name} because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option.`,
          id: 'VariableNotRemovable',
          category: 'WriteError',
          target: facts.name,
          exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
        });
      } else if (invocation.shouldProcess(`Name: ${facts.name}`, 'Remove variable')) {
        invocation.session.variables.remove(facts.name, scope, args.Force);
      }
    }
  },
});
