import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { preferenceNames, preferencesOf } from './preference.ts';

export default defineCmdlet({
  name: 'Set-VSealOption',
  module: 'vSeal',
  synopsis: 'Changes your preferences for the prompt and the screen, for now and for later.',
  parameters: {
    Name: {
      type: 'string',
      mandatory: true,
      position: 0,
      completer: ({ session }) => preferenceNames(session),
      help: 'Which one: see Get-VSealOption.',
    },
    Value: {
      type: 'object',
      mandatory: ['Value'],
      position: { Value: 1 },
      sets: ['Value'],
      completer: ({ session, bound }) => choicesOf(session, bound.get('Name')),
      help: 'The new value.',
    },
    Reset: {
      type: 'switch',
      mandatory: ['Reset'],
      sets: ['Reset'],
      help: 'Back to what it was before you chose.',
    },
  },
  defaultParameterSet: 'Value',
  output: [],
  impact: 'low',
  examples: [
    { title: 'Colours for a light terminal', code: 'Set-VSealOption Theme light' },
    { title: 'The keys of Windows', code: 'Set-VSealOption EditMode Windows' },
    { title: 'As it was', code: 'Set-VSealOption Theme -Reset' },
  ],
  links: ['Get-VSealOption', 'Set-PSReadLineOption'],
  process(args, invocation) {
    const { session } = invocation;
    const store = preferencesOf(session);
    const known = store.list().find(({ name }) => name.toLowerCase() === args.Name.toLowerCase());
    if (known === undefined) {
      return invocation.throwTerminating({
        message: `There is no option ${args.Name}.`,
        id: 'NoSuchOption',
        category: 'ObjectNotFound',
        target: args.Name,
        advice: 'Get-VSealOption',
      });
    }
    if (!invocation.shouldProcess(known.name, args.Reset ? 'Reset option' : 'Set option')) return;
    if (args.Reset) store.reset(known.name);
    else {
      const { Value: value } = args;
      const plain = typeof value === 'boolean' || typeof value === 'number' ? value : toText(value ?? '');
      const problem = store.set(known.name, plain);
      if (problem !== undefined) {
        invocation.throwTerminating({
          message: problem,
          id: 'InvalidOption',
          category: 'InvalidArgument',
          target: known.name,
          advice: `Get-VSealOption ${known.name} | Format-List`,
        });
      }
    }
    const now = store.list().find(({ name }) => name === known.name);
    // The running line editor takes it up at once; a script has none.
    if (now !== undefined)
      session.host.terminal?.editor({ kind: 'set-options', options: { [now.name]: now.value } });
  },
});

function choicesOf(session: Session, name: Value | undefined): string[] {
  const preferences = preferencesOf(session).list();
  const known = preferences.find((each) => each.name.toLowerCase() === toText(name ?? '').toLowerCase());
  if (typeof known?.value === 'boolean') return ['$true', '$false'];
  return (known === undefined ? preferences : [known]).flatMap(({ choices }) => choices);
}
