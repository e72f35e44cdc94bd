import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { GROUP_PURPOSES, VERB_GROUPS, VERBS } from './verbs.ts';

interface VerbData {
  readonly verb: string;
  readonly aliasPrefix: string;
  readonly group: string;
}

const verbInfoType = objectType<VerbData>()({
  name: 'VerbInfo',
  fullName: 'System.Management.Automation.VerbInfo',
  properties: {
    Verb: { type: 'string', get: ({ verb }) => verb },
    AliasPrefix: { type: 'string', get: ({ aliasPrefix }) => aliasPrefix },
    Group: { type: 'string', get: ({ group }) => group },
    Description: {
      type: 'string',
      get: ({ verb, group }) => {
        const purpose = Object.entries(GROUP_PURPOSES).find(([name]) => name === group)?.[1] ?? '';
        return `${verb}: a verb for ${purpose}`;
      },
    },
  },
  view: {
    table: [
      { property: 'Verb', width: 11 },
      { property: 'AliasPrefix', width: 11 },
      { property: 'Group', width: 14 },
      { property: 'Description' },
    ],
  },
  toString: ({ verb }) => verb,
});

export default defineCmdlet({
  name: 'Get-Verb',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Lists the verbs that commands are named with.',
  parameters: {
    Verb: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'both',
      wildcard: true,
      help: 'Verbs; all when not given.',
    },
    Group: {
      type: 'string',
      array: true,
      position: 1,
      pipeline: 'name',
      validateSet: VERB_GROUPS,
      help: 'Groups of verbs.',
    },
  },
  output: [verbInfoType],
  impact: 'none',
  examples: [{ title: 'Verbs about security', code: 'Get-Verb -Group Security' }],
  process(args, invocation) {
    for (const [verb, aliasPrefix, group] of VERBS) {
      if (args.Verb && !args.Verb.some((pattern) => matchesWildcard(verb, pattern))) continue;
      if (args.Group && !args.Group.some((name) => name === group)) continue;
      invocation.write(objectOf(verbInfoType, { verb, aliasPrefix, group }));
    }
  },
});
