import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { aliasInfoType } from '../../src/cmdlet/command-info.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { aliasObject } from './alias-query.ts';
import { scopeOf } from './scope.ts';

export default defineCmdlet({
  name: 'Get-Alias',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gal'],
  synopsis: 'Lists aliases: short names of commands.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: { Default: 0 },
      pipeline: { Default: 'both' },
      sets: ['Default'],
      wildcard: true,
      notEmpty: true,
      help: 'The short names.',
    },
    Definition: {
      type: 'string',
      array: true,
      sets: ['Definition'],
      wildcard: true,
      notEmpty: true,
      help: 'Aliases of these commands.',
    },
    Exclude: { type: 'string', array: true, wildcard: true, help: 'Names that are left out.' },
    Scope: { type: 'string', help: 'Global, Local, Script, or how many scopes above the current one.' },
  },
  defaultParameterSet: 'Default',
  output: [aliasInfoType],
  impact: 'none',
  examples: [
    { title: 'What stands behind a short name', code: 'Get-Alias select' },
    { title: 'Short names of a command', code: 'Get-Alias -Definition Where-Object' },
  ],
  process(args, invocation) {
    const all = [...invocation.session.aliases.list(scopeOf(args.Scope))].sort((a, b) =>
      a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
    );
    const wanted = args.Definition ?? args.Name ?? ['*'];
    const subject = args.Definition ? 'definition' : 'name';
    for (const pattern of wanted) {
      const found = all.filter(
        (alias) =>
          matchesWildcard(args.Definition ? alias.target : alias.name, pattern) &&
          !args.Exclude?.some((excluded) => matchesWildcard(alias.name, excluded)),
      );
      if (found.length === 0 && !hasWildcard(pattern)) {
        invocation.writeError({
          message: `This command cannot find a matching alias because an alias with the ${subject} '${pattern}' does not exist.`,
          id: 'ItemNotFoundException',
          category: 'ObjectNotFound',
          target: pattern,
          exceptionType: 'System.Management.Automation.ItemNotFoundException',
        });
      }
      for (const alias of found) invocation.write(aliasObject(invocation.session, alias));
    }
  },
});
