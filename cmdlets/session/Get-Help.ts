import { didYouMean } from '../../src/base/similar-names.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { syntaxLines } from '../../src/cmdlet/command-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { CommandFacts } from '../../src/cmdlet/session.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import type { AboutTopic } from './about/topic.ts';
import { ABOUT_TOPICS } from './about-topics.ts';
import { helpInfo, helpInfoType, helpTopicType } from './help-info.ts';
import { helpSource } from './help-source.ts';
import { type HelpSource, type HelpView, helpLines, parameterLines } from './help-text.ts';

export default defineCmdlet({
  name: 'Get-Help',
  aliases: ['help', 'man'],
  synopsis: 'Shows what a command does and how it is called.',
  parameters: {
    Name: {
      type: 'string',
      position: 0,
      pipeline: 'name',
      wildcard: true,
      help: 'A command, an about_ topic, or a pattern.',
    },
    Detailed: { type: 'switch', sets: ['DetailedView'], help: 'Parameters and examples too.' },
    Full: { type: 'switch', sets: ['AllUsersView'], help: 'Everything.' },
    Examples: { type: 'switch', sets: ['Examples'], help: 'Only the examples.' },
    Parameter: {
      type: 'string',
      array: true,
      sets: ['Parameters'],
      wildcard: true,
      help: 'Only these parameters.',
    },
    Category: {
      type: 'string',
      array: true,
      validateSet: [
        'Alias',
        'Cmdlet',
        'HelpFile',
        'Function',
        'ExternalScript',
        'All',
        'General',
        'FAQ',
        'Glossary',
        'Filter',
        'Provider',
        'ScriptCommand',
        'Class',
        'Configuration',
        'DefaultHelp',
      ],
      help: 'Kinds of topics.',
    },
    Path: { type: 'string', hidden: true, help: 'Taken for scripts that give it.' },
    Online: { type: 'switch', sets: ['Online'], hidden: true, help: 'Taken: the help is here.' },
    ShowWindow: { type: 'switch', sets: ['ShowWindow'], hidden: true, help: 'Taken: there are no windows.' },
  },
  defaultParameterSet: 'AllUsersView',
  output: [helpInfoType, helpTopicType],
  impact: 'none',
  examples: [
    { title: 'A command', code: 'Get-Help Select-Object' },
    { title: 'How it is used', code: 'Get-Help Select-Object -Examples' },
    { title: 'A topic', code: 'Get-Help about_Differences' },
  ],
  process(args, invocation) {
    const view: HelpView = args.Examples
      ? 'Examples'
      : args.Full
        ? 'Full'
        : args.Detailed
          ? 'Detailed'
          : 'plain';
    const name = args.Name ?? 'about_vSeal';
    const topics = ABOUT_TOPICS.filter((topic) => matchesWildcard(topic.name, name));
    const commands = commandsFor(invocation, name);
    if (topics.length + commands.length === 0) {
      reportMissing(invocation, name);
    } else if (topics.length + commands.length > 1 && hasWildcard(name)) {
      for (const facts of commands)
        invocation.write(objectOf(helpTopicType, { ...facts, category: facts.kind }));
      for (const topic of topics)
        invocation.write(objectOf(helpTopicType, { ...topic, category: 'HelpFile', module: '' }));
    } else {
      const [topic] = topics;
      if (topic) invocation.write(topicHelp(topic));
      for (const facts of commands) writeCommandHelp(invocation, facts, view, args.Parameter);
    }
  },
});

/** A name with and without wildcards; an alias leads to its command. */
function commandsFor(invocation: Invocation, name: string): CommandFacts[] {
  const { commands } = invocation.session;
  if (!hasWildcard(name)) {
    const facts = commands.find(name, true);
    return facts ? [facts] : [];
  }
  return commands.matching(name).filter(({ kind }) => kind !== 'Application' && kind !== 'Alias');
}

function writeCommandHelp(
  invocation: Invocation,
  facts: CommandFacts,
  view: HelpView,
  parameters: readonly string[] | undefined,
): void {
  // A script is found by its path, wherever it lies.
  const details = invocation.session.commands.details(
    facts.kind === 'ExternalScript' ? facts.definition : facts.name,
  );
  if (!details) return;
  const source = helpSource(details);
  const width = invocation.host.width();
  if (parameters) {
    writeParameters(invocation, source, parameters, width);
    return;
  }
  invocation.write(
    helpInfo({
      name: details.name,
      category: details.kind,
      synopsis: source.synopsis,
      description: source.description,
      module: details.module,
      syntax: syntaxLines(details).join('\n'),
      parameters: details.parameters
        .filter(({ common }) => !common)
        .map((parameter) => parameterObject(source, parameter)),
      examples: source.examples.map(({ title, code, remarks }) =>
        customObject([
          ['title', title],
          ['code', code],
          ['remarks', remarks],
        ]),
      ),
      text: helpLines(source, view, width).join('\n'),
    }),
  );
}

function parameterObject(source: HelpSource, parameter: HelpSource['details']['parameters'][number]): Value {
  const sets = [...parameter.sets.values()];
  const entries: [string, Value][] = [
    ['name', parameter.name],
    ['type', customObject([['name', parameter.typeName]])],
    ['description', source.parameterHelp(parameter)],
    ['required', String(sets.some(({ mandatory }) => mandatory))],
    ['position', String(sets.find(({ position }) => position !== undefined)?.position ?? 'Named')],
    ['aliases', parameter.aliases.join(', ')],
  ];
  return customObject(entries);
}

function writeParameters(
  invocation: Invocation,
  source: HelpSource,
  patterns: readonly string[],
  width: number,
): void {
  const found = source.details.parameters.filter(
    ({ name, common }) => !common && patterns.some((pattern) => matchesWildcard(name, pattern)),
  );
  for (const parameter of found) {
    invocation.write(parameterLines(source, parameter, 'Full', width).join('\n'));
  }
  if (found.length > 0) return;
  invocation.writeError({
    message: `No parameter matches criteria ${patterns.join(', ')}.`,
    id: 'NoMatchFound',
    category: 'ObjectNotFound',
    target: source.details.name,
    advice: () => didYouMean(patterns[0] ?? '', source.details.parameterNames) ?? null,
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

function topicHelp(topic: AboutTopic): Value {
  return helpInfo({
    name: topic.name,
    category: 'HelpFile',
    synopsis: topic.synopsis,
    description: topic.text,
    module: '',
    syntax: '',
    parameters: [],
    examples: [],
    text: [
      '',
      `TOPIC`,
      `    ${topic.name}`,
      '',
      'SHORT DESCRIPTION',
      `    ${topic.synopsis}`,
      '',
      topic.text,
      '',
    ].join('\n'),
  });
}

function reportMissing(invocation: Invocation, name: string): void {
  const names = [
    ...invocation.session.commands.matching('*').map((facts) => facts.name),
    ...ABOUT_TOPICS.map((topic) => topic.name),
  ];
  invocation.writeError({
    message: `Get-Help could not find ${name} in a help file in this session.`,
    id: 'HelpNotFound',
    category: 'ObjectNotFound',
    target: name,
    advice: () => didYouMean(name, names) ?? null,
    exceptionType: 'Microsoft.PowerShell.Commands.HelpNotFoundException',
  });
}
