import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { psVariable, psVariableType } from './ps-variable.ts';
import { scopeOf } from './scope.ts';
import { variablesMatching } from './variable-query.ts';

export default defineCmdlet({
  name: 'Get-Variable',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gv'],
  synopsis: 'Gets variables, with their values.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'both',
      wildcard: true,
      help: 'Names without the dollar sign; all variables when not given.',
    },
    ValueOnly: { type: 'switch', help: 'Only the values.' },
    Include: { type: 'string', array: true, wildcard: true, help: 'Only names that match one of these.' },
    Exclude: { type: 'string', array: true, wildcard: true, help: 'No names that match one of these.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  },
  output: [psVariableType],
  impact: 'none',
  examples: [
    { title: 'The preference variables', code: 'Get-Variable *Preference' },
    { title: 'A value by name', code: 'Get-Variable PSCulture -ValueOnly' },
  ],
  process(args, invocation) {
    const found = variablesMatching(invocation, {
      names: args.Name ?? ['*'],
      include: args.Include,
      exclude: args.Exclude,
      scope: scopeOf(args.Scope),
    });
    const sorted = found.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    for (const facts of sorted) {
      if (args.ValueOnly && Array.isArray(facts.value)) invocation.writeAll(facts.value);
      else invocation.write(args.ValueOnly ? facts.value : psVariable(invocation.session, facts));
    }
  },
});
