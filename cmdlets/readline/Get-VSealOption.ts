import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { preferenceNames, preferencesOf, preferenceType } from './preference.ts';

export default defineCmdlet({
  name: 'Get-VSealOption',
  module: 'vSeal',
  synopsis: 'Gets your preferences for the prompt and the screen.',
  description:
    'They are kept in preferences.json in the data folder. A file that cannot be read is set aside at the next start, and said.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: 0,
      wildcard: true,
      completer: ({ session }) => preferenceNames(session),
      help: 'Only these, such as Theme.',
    },
  },
  output: [preferenceType],
  impact: 'none',
  examples: [
    { title: 'All preferences', code: 'Get-VSealOption' },
    { title: 'What a theme may be', code: 'Get-VSealOption Theme | Format-List' },
  ],
  links: ['Set-VSealOption', 'Get-PSReadLineOption'],
  process(args, invocation) {
    for (const preference of preferencesOf(invocation.session).list()) {
      if (args.Name?.some((name) => matchesWildcard(preference.name, name)) ?? true)
        invocation.write(objectOf(preferenceType, preference));
    }
  },
});
