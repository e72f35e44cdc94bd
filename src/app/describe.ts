import { syntaxLines } from '../cmdlet/command-info.ts';
import type { CommandDetails, ParameterFacts, Session } from '../cmdlet/session.ts';
import type { CommandAst } from '../language/ast.ts';
import { cursorAt } from '../language/cursor.ts';

export interface Description {
  readonly title: string;
  readonly text: string;
}

/** Help for what stands at the cursor: F1 the command, Alt+H the parameter. */
export function describe(
  session: Session,
  what: 'command' | 'parameter',
  text: string,
  offset: number,
): Description {
  const cursor = cursorAt(text, offset);
  const command = cursor.path.findLast((ast): ast is CommandAst => ast.kind === 'Command');
  const [name] = command?.commandElements ?? [];
  const written = nameUnderCursor(text, offset) ?? (name?.kind === 'StringConstant' ? name.value : '');
  const details = written === '' ? undefined : session.commands.details(written);
  if (details === undefined) {
    const text = written === '' ? 'Type the name of a command first.' : 'There is no such command.';
    return { title: written === '' ? 'Help' : written, text };
  }
  const parameter = what === 'parameter' ? parameterOf(details, text, offset) : undefined;
  return parameter === undefined ? commandHelp(details) : parameterHelp(details, parameter);
}

/** The command's name when the cursor is in it, also in front of its last letter. */
function nameUnderCursor(text: string, offset: number): string | undefined {
  const before = /[\w-]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  const word = before + (/^[\w-]*/.exec(text.slice(offset))?.[0] ?? '');
  return /^[A-Za-z]\w*-\w+$/.test(word) ? word : undefined;
}

/** The parameter under the cursor, or the one whose argument is there. */
function parameterOf(details: CommandDetails, text: string, offset: number): ParameterFacts | undefined {
  const end = offset + (/^\w*/.exec(text.slice(offset))?.[0].length ?? 0);
  const written = /-(\w+)[^-|;]*$/.exec(text.slice(0, end))?.[1]?.toLowerCase();
  if (written === undefined) return undefined;
  return details.parameters.find(({ name, aliases }) =>
    [name, ...aliases].some((each) => each.toLowerCase().startsWith(written)),
  );
}

function commandHelp(details: CommandDetails): Description {
  const [example] = details.cmdlet?.examples ?? [];
  const lines = [
    details.synopsis,
    // Before the syntax, which may be longer than the room under the line.
    ...(example === undefined ? [] : ['', `${example.title}:`, ...example.code.split('\n')]),
    '',
    ...syntaxLines(details).map((line) => line.replace(/ \[<CommonParameters>\]$/, '')),
  ];
  return { title: details.name, text: lines.join('\n') };
}

function parameterHelp(details: CommandDetails, parameter: ParameterFacts): Description {
  const { name, typeName, isSwitch, help, aliases, validateSet, wildcard, preset } = parameter;
  const sets = [...parameter.sets.values()];
  const positions = sets.flatMap(({ position }) => (position === undefined ? [] : [String(position)]));
  const facts = [
    ['Required', sets.some(({ mandatory }) => mandatory) ? 'yes' : 'no'],
    ['Position', positions[0] ?? 'named'],
    ['From the pipeline', sets.some(({ byValue, byName }) => byValue || byName) ? 'yes' : 'no'],
    ['Wildcards', wildcard ? 'yes' : 'no'],
    ...(preset === '' ? [] : [['Default', preset]]),
    ...(aliases.length === 0 ? [] : [['Aliases', aliases.join(', ')]]),
    ...(validateSet.length === 0 ? [] : [['One of', validateSet.join(', ')]]),
  ];
  return {
    title: `${details.name} -${name}${isSwitch ? '' : ` <${typeName}>`}`,
    text: [help, '', ...facts.map(([label = '', value = '']) => `${label}: ${value}`)].join('\n'),
  };
}
