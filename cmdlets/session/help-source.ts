import type { CommandDetails, ParameterFacts } from '../../src/cmdlet/session.ts';
import type { HelpExample, HelpSource } from './help-text.ts';

/** What is known about a command for its help page. */
export function helpSource(details: CommandDetails): HelpSource {
  return details.commentHelp ? commentSource(details, details.commentHelp) : cmdletSource(details);
}

function cmdletSource(details: CommandDetails): HelpSource {
  const { cmdlet } = details;
  return {
    details,
    synopsis: cmdlet?.synopsis ?? details.synopsis,
    description: cmdlet?.description ?? '',
    notes: [cmdlet?.notes, cmdlet?.since === undefined ? undefined : `Since vSphere ${cmdlet.since}.`]
      .filter(Boolean)
      .join('\n'),
    examples: (cmdlet?.examples ?? []).map(({ title, code, remarks }) => ({
      title,
      code,
      remarks: remarks ?? '',
    })),
    links: cmdlet?.links ?? [],
    privileges: cmdlet?.privileges ?? [],
    parameterHelp: (parameter) => parameter.help,
  };
}

/** A function's comment: `.SYNOPSIS`, `.DESCRIPTION`, `.PARAMETER name`, `.EXAMPLE`. */
function commentSource(details: CommandDetails, help: ReadonlyMap<string, string>): HelpSource {
  const examples: HelpExample[] = [];
  for (const [key, text] of help) {
    if (!key.toLowerCase().startsWith('example')) continue;
    const [code = '', ...rest] = text.trim().split('\n');
    examples.push({ title: '', code: code.replace(/^PS\s*[^>]*>\s*/, ''), remarks: rest.join('\n').trim() });
  }
  return {
    details,
    synopsis: help.get('synopsis')?.trim() ?? details.synopsis,
    description: help.get('description')?.trim() ?? '',
    notes: help.get('notes')?.trim() ?? '',
    examples,
    links: (help.get('link') ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    privileges: [],
    parameterHelp: (parameter: ParameterFacts) =>
      help.get(`parameter ${parameter.name.toLowerCase()}`)?.trim() ??
      help.get(`parameter ${parameter.name}`)?.trim() ??
      parameter.help,
  };
}
