import { syntaxLines } from '../../src/cmdlet/command-info.ts';
import type { CommandDetails, ParameterFacts } from '../../src/cmdlet/session.ts';
import { wrapText } from '../../src/format/wrap.ts';

/** How much of a help page is wanted. */
export type HelpView = 'plain' | 'Detailed' | 'Full' | 'Examples';

export interface HelpExample {
  readonly title: string;
  readonly code: string;
  readonly remarks: string;
}

/** What a help page says, from a cmdlet's declaration or a function's comment. */
export interface HelpSource {
  readonly details: CommandDetails;
  readonly synopsis: string;
  readonly description: string;
  readonly notes: string;
  readonly examples: readonly HelpExample[];
  readonly links: readonly string[];
  readonly privileges: readonly string[];
  parameterHelp(parameter: ParameterFacts): string;
}

const INDENT = '    ';

/** The page as lines. */
export function helpLines(source: HelpSource, view: HelpView, width: number): string[] {
  const { details } = source;
  const lines: string[] = [
    '',
    ...section('NAME', details.name, width),
    ...section('SYNOPSIS', source.synopsis, width),
  ];
  if (view === 'Examples') return [...lines, ...exampleLines(source, width)];
  const aliases = details.cmdlet?.aliases ?? [];
  lines.push('SYNTAX', ...syntaxLines(details).flatMap((line) => [...syntaxRows(line, width), '']));
  if (source.description !== '') lines.push(...section('DESCRIPTION', source.description, width));
  if (view !== 'plain') {
    lines.push('PARAMETERS');
    for (const parameter of shownParameters(details))
      lines.push(...parameterLines(source, parameter, view, width));
  }
  if (view === 'Full') lines.push(...fullLines(source, aliases, width));
  if (view !== 'plain') lines.push(...exampleLines(source, width));
  if (source.links.length > 0) lines.push(...section('RELATED LINKS', source.links.join('\n'), width));
  if (view === 'plain') lines.push(...remarks(details.name, aliases, source.examples.length > 0, width));
  return lines;
}

function section(title: string, text: string, width: number): string[] {
  return [title, ...indented(text, width), ''];
}

/** Broken between parameters: `[-Name <string>]` stays in one piece. */
function syntaxRows(line: string, width: number): string[] {
  const rows: string[] = [];
  let row = INDENT;
  for (const part of line.split(/ (?=\[\[?[-<]|-\w)/)) {
    if (row !== INDENT && row.length + part.length > width) {
      rows.push(row.trimEnd());
      row = INDENT;
    }
    row += `${part} `;
  }
  return [...rows, row.trimEnd()];
}

function indented(text: string, width: number): string[] {
  return wrapText(text, Math.max(20, width - INDENT.length)).map((line) =>
    line === '' ? '' : INDENT + line,
  );
}

function shownParameters(details: CommandDetails): ParameterFacts[] {
  return details.parameters.filter(({ common, hidden }) => !common && !hidden);
}

/** One parameter: its sentence, and in full also how it is bound. */
export function parameterLines(
  source: HelpSource,
  parameter: ParameterFacts,
  view: HelpView,
  width: number,
): string[] {
  const type = parameter.isSwitch ? '' : ` <${parameter.typeName}>`;
  const lines = [`${INDENT}-${parameter.name}${type}`];
  const help = source.parameterHelp(parameter);
  const values = parameter.validateSet.length > 0 ? ` One of ${parameter.validateSet.join(', ')}.` : '';
  if (help + values !== '')
    lines.push(...indented(help + values, width - INDENT.length).map((line) => INDENT + line));
  lines.push('');
  if (view !== 'Full') return lines;
  const sets = [...parameter.sets.values()];
  const positions = sets.map(({ position }) => position).filter((position) => position !== undefined);
  const facts: [string, string][] = [
    ['Required?', String(sets.some(({ mandatory }) => mandatory))],
    ['Position?', positions[0] === undefined ? 'named' : String(positions[0])],
    ['Default value', parameter.preset],
    ['Accept pipeline input?', pipelineInput(parameter)],
    ['Aliases', parameter.aliases.join(', ') || 'none'],
    ['Accept wildcard characters?', String(parameter.wildcard)],
  ];
  return [
    ...lines,
    ...facts.map(([label, value]) => `${INDENT}${INDENT}${label.padEnd(29)}${value}`.trimEnd()),
    '',
  ];
}

function pipelineInput(parameter: ParameterFacts): string {
  const sets = [...parameter.sets.values()];
  const ways = [
    ...(sets.some(({ byValue }) => byValue) ? ['ByValue'] : []),
    ...(sets.some(({ byName }) => byName) ? ['ByPropertyName'] : []),
  ];
  return ways.length === 0 ? 'false' : `true (${ways.join(', ')})`;
}

function fullLines(source: HelpSource, aliases: readonly string[], width: number): string[] {
  const lines = section('OUTPUTS', source.details.outputTypes.join('\n') || 'None', width);
  if (source.privileges.length > 0) lines.push(...section('PRIVILEGES', source.privileges.join('\n'), width));
  if (aliases.length > 0) lines.push(...section('ALIASES', aliases.join(', '), width));
  if (source.notes !== '') lines.push(...section('NOTES', source.notes, width));
  return lines;
}

function exampleLines(source: HelpSource, width: number): string[] {
  return source.examples.flatMap((example, index) => {
    const title = `-------------------------- EXAMPLE ${index + 1} --------------------------`;
    const code = example.code.split('\n').map((line) => `${INDENT}PS > ${line}`);
    return [
      INDENT + title,
      ...(example.title === '' ? [] : ['', ...indented(example.title, width)]),
      '',
      ...code,
      ...(example.remarks === '' ? [] : ['', ...indented(example.remarks, width)]),
      '',
    ];
  });
}

function remarks(name: string, aliases: readonly string[], hasExamples: boolean, width: number): string[] {
  const lines = [
    ...(aliases.length > 0 ? [`Aliases: ${aliases.join(', ')}`] : []),
    ...(hasExamples ? [`To see the examples, type: "Get-Help ${name} -Examples"`] : []),
    `For more information, type: "Get-Help ${name} -Detailed"`,
    `For technical information, type: "Get-Help ${name} -Full"`,
  ];
  return section('REMARKS', lines.join('\n'), width);
}
