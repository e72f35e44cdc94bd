import type { CommentHelp } from '../language/ast.ts';

/** Comment-based help by section, as Get-Help looks it up: `synopsis`, `parameter NAME`, `example 1`. */
export function commentSections(help: CommentHelp): Map<string, string> {
  const sections = new Map<string, string>();
  const put = (name: string, text: string | null): void => {
    if (text !== null && text !== '') sections.set(name, text);
  };
  put('synopsis', help.synopsis);
  put('description', help.description);
  put('notes', help.notes);
  put('component', help.component);
  put('role', help.role);
  put('functionality', help.functionality);
  for (const { name, text } of help.parameters) put(`parameter ${name.toLowerCase()}`, text);
  for (const [index, text] of help.examples.entries()) put(`example ${index + 1}`, text);
  put('inputs', help.inputs.join('\n'));
  put('outputs', help.outputs.join('\n'));
  put('links', help.links.join('\n'));
  return sections;
}
