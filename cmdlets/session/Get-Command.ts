import { didYouMean, editDistance } from '../../src/base/similar-names.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { cmdletInfoType, commandInfo, functionInfoType, syntaxLines } from '../../src/cmdlet/command-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import type { CommandFacts, CommandKind } from '../../src/cmdlet/session.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import { toText } from '../../src/values/to-text.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';
import { addNoteProperty } from '../objects/note-property.ts';

const KINDS: readonly CommandKind[] = [
  'Alias',
  'Function',
  'Filter',
  'Cmdlet',
  'ExternalScript',
  'Application',
];

interface Filters {
  readonly Verb: readonly string[] | undefined;
  readonly Noun: readonly string[] | undefined;
  readonly Module: readonly string[] | undefined;
  readonly CommandType: readonly string[] | undefined;
  readonly ParameterName: readonly string[] | undefined;
}

export default defineCmdlet({
  name: 'Get-Command',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['gcm'],
  synopsis: 'Lists commands.',
  parameters: {
    Name: {
      type: 'string',
      array: true,
      position: { AllCommandSet: 0 },
      pipeline: { AllCommandSet: 'both' },
      sets: ['AllCommandSet'],
      wildcard: true,
      validate: (names) =>
        names === null || [...enumerate(names)].some((name) => toText(name) === '')
          ? 'A name is empty.'
          : undefined,
      help: 'Names.',
    },
    Verb: {
      type: 'string',
      array: true,
      pipeline: { CmdletSet: 'name' },
      sets: ['CmdletSet'],
      wildcard: true,
      help: 'What they do: Get, New, Enable.',
    },
    Noun: {
      type: 'string',
      array: true,
      pipeline: { CmdletSet: 'name' },
      sets: ['CmdletSet'],
      wildcard: true,
      help: 'What they do it to: VM, HardDisk.',
    },
    Module: {
      type: 'string',
      array: true,
      aliases: ['PSSnapin'],
      pipeline: 'name',
      wildcard: true,
      help: 'Modules.',
    },
    FullyQualifiedModule: {
      type: 'object',
      array: true,
      hidden: true,
      help: 'Taken for scripts that give it.',
    },
    TotalCount: { type: 'int', validateRange: [0, 2147483647], pipeline: 'name', help: 'How many.' },
    Syntax: { type: 'switch', help: 'How they are called.' },
    ShowCommandInfo: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
    ArgumentList: {
      type: 'object',
      array: true,
      position: 1,
      remaining: true,
      aliases: ['Args'],
      hidden: true,
      help: 'Taken for scripts that give it.',
    },
    All: { type: 'switch', help: 'Commands that others hide, too.' },
    ListImported: { type: 'switch', help: 'Taken: every command is at hand.' },
    ParameterName: { type: 'string', array: true, wildcard: true, help: 'Commands with these parameters.' },
    ParameterType: { type: 'object', array: true, hidden: true, help: 'Taken for scripts that give it.' },
    CommandType: {
      type: 'string',
      array: true,
      aliases: ['Type'],
      sets: ['AllCommandSet'],
      validateSet: [...KINDS, 'Script', 'Configuration', 'All'],
      help: 'Kinds of commands.',
    },
    UseAbbreviationExpansion: {
      type: 'switch',
      help: 'Names whose capital letters are these: i-psdf is Import-PowerShellDataFile.',
    },
    FuzzyMinimumDistance: {
      type: 'int',
      preset: 5,
      validateRange: [0, 2147483647],
      help: 'How many letters may differ with -UseFuzzyMatching.',
    },
    UseFuzzyMatching: { type: 'switch', help: 'Names that are spelled much the same.' },
  },
  defaultParameterSet: 'CmdletSet',
  output: [cmdletInfoType, functionInfoType],
  impact: 'none',
  examples: [
    { title: 'By noun', code: 'Get-Command -Noun Object' },
    { title: 'How a command is called', code: 'Get-Command Select-Object -Syntax' },
  ],
  begin: () => ({ written: new Set<string>() }),
  process(args, invocation, state) {
    for (const name of args.Name ?? ['*']) {
      if (args.UseFuzzyMatching) {
        writeFuzzy(invocation, name, args.FuzzyMinimumDistance);
        continue;
      }
      const found = args.UseAbbreviationExpansion
        ? [...commandsNamed(invocation, name, args), ...abbreviated(invocation, name, args)]
        : commandsNamed(invocation, name, args);
      if (found.length === 0 && args.Name && !hasWildcard(name)) reportMissing(invocation, name);
      for (const facts of found) {
        if (args.TotalCount !== undefined && state.written.size >= args.TotalCount) return;
        // Two patterns may match one command; it is told once.
        const key = `${facts.kind}:${facts.name}`.toLowerCase();
        if (state.written.has(key)) continue;
        state.written.add(key);
        if (args.Syntax) writeSyntax(invocation, facts);
        else invocation.write(commandInfo(invocation.session, facts));
      }
    }
  },
});

function commandsNamed(invocation: Invocation, name: string, filters: Filters): CommandFacts[] {
  const { commands } = invocation.session;
  if (!hasWildcard(name)) {
    const facts = commands.find(name);
    return facts && passes(facts, filters, true)
      ? [facts]
      : commands.matching(name).filter((each) => passes(each, filters, true));
  }
  return commands.matching(name).filter((facts) => passes(facts, filters, false));
}

function passes(facts: CommandFacts, filters: Filters, isNamed: boolean): boolean {
  const { Verb, Noun, Module, CommandType, ParameterName } = filters;
  const dash = facts.name.indexOf('-');
  const verb = dash < 0 ? '' : facts.name.slice(0, dash);
  const noun = dash < 0 ? '' : facts.name.slice(dash + 1);
  const matches = (patterns: readonly string[] | undefined, text: string): boolean =>
    !patterns || patterns.some((pattern) => matchesWildcard(text, pattern));
  if ((Verb ?? Noun) && (facts.kind === 'Alias' || dash < 0)) return false;
  if (!matches(Verb, verb) || !matches(Noun, noun) || !matches(Module, facts.module)) return false;
  if (CommandType && !CommandType.includes('All') && !CommandType.some((kind) => kind === facts.kind))
    return false;
  // Programs and scripts on the path are found by name only.
  if (!CommandType && !isNamed && (facts.kind === 'Application' || facts.kind === 'ExternalScript'))
    return false;
  return !ParameterName || facts.parameterNames.some((own) => matches(ParameterName, own));
}

/** The commands that are spelled much the same, the nearest first, with how many letters differ as Score. */
function writeFuzzy(invocation: Invocation, name: string, limit: number): void {
  const all = invocation.session.commands.matching('*');
  const near = all
    .map((facts) => ({ facts, score: editDistance(name.toLowerCase(), facts.name.toLowerCase(), limit) }))
    .filter(({ score }) => score <= limit)
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST_FUZZY);
  for (const { facts, score } of near) {
    const info = commandInfo(invocation.session, facts);
    addNoteProperty(info, 'Score', score);
    invocation.write(info);
  }
}

const MOST_FUZZY = 20;

/** Commands whose capital letters and dash are the name. */
function abbreviated(invocation: Invocation, name: string, filters: Filters): CommandFacts[] {
  if (hasWildcard(name)) return [];
  const wanted = name.toLowerCase();
  return invocation.session.commands
    .matching('*')
    .filter(
      (facts) => facts.name.replace(/[^A-Z-]/g, '').toLowerCase() === wanted && passes(facts, filters, false),
    );
}

function writeSyntax(invocation: Invocation, facts: CommandFacts): void {
  const { commands } = invocation.session;
  const target = facts.kind === 'Alias' ? commands.find(facts.definition, true) : undefined;
  if (target) {
    const details = commands.details(target.name);
    const lines = syntaxLines(details && { ...details, name: facts.name });
    const place = target.kind === 'ExternalScript' ? target.definition : target.name;
    invocation.write(`${facts.name} (alias) -> ${place}\n${lines.join('\n\n')}\n`);
  } else if (facts.kind === 'Alias') invocation.write(facts.definition);
  else if (facts.kind === 'ExternalScript' || facts.kind === 'Application')
    invocation.write(facts.definition);
  else invocation.write(`${syntaxLines(invocation.session.commands.details(facts.name)).join('\n\n')}\n`);
}

function reportMissing(invocation: Invocation, name: string): void {
  invocation.writeError({
    message: `The term '${name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of the name, or if a path was included, verify that the path is correct and try again.`,
    id: 'CommandNotFoundException',
    category: 'ObjectNotFound',
    target: name,
    advice: () =>
      didYouMean(
        name,
        invocation.session.commands.matching('*').map((facts) => facts.name),
      ) ?? null,
    exceptionType: 'System.Management.Automation.CommandNotFoundException',
  });
}
