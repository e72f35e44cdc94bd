import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import {
  type CultureInfo,
  currentCulture,
  findCulture,
  knownCultures,
} from '../../src/values/net/culture.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'Get-Culture',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'The current culture, or cultures by name.',
  description:
    'Numbers, dates and order are those of the invariant culture, whatever the current one is called.',
  parameters: {
    NoUserOverrides: { type: 'switch', help: 'Taken: there are no settings of the user to override.' },
    Name: {
      type: 'string',
      array: true,
      position: { Name: 0 },
      pipeline: { Name: 'value' },
      sets: ['Name'],
      allowEmpty: true,
      validate(names) {
        const unknown = [...enumerate(names)].find((name) => findCulture(toText(name)) === undefined);
        return unknown === undefined ? undefined : `"${toText(unknown)}" is not the name of a culture.`;
      },
      completer: () => knownCultures().map((culture) => culture.name),
      help: "Names such as ru-RU; '' is the invariant culture.",
    },
    ListAvailable: {
      type: 'switch',
      sets: ['ListAvailable'],
      help: 'The cultures that are known by number.',
    },
  },
  defaultParameterSet: 'CurrentCulture',
  output: ['System.Globalization.CultureInfo'],
  impact: 'none',
  examples: [
    { title: 'Which one', code: 'Get-Culture' },
    { title: 'By name', code: "(Get-Culture 'de-DE').EnglishName" },
  ],
  process(args, invocation) {
    if (args.ListAvailable) invocation.writeAll(knownCultures());
    else if (args.Name)
      invocation.writeAll(
        args.Name.map(findCulture).filter((found): found is CultureInfo => found !== undefined),
      );
    else invocation.write(currentCulture());
  },
});
