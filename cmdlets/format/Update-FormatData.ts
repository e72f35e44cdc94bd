import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { loadedFiles, loadViews, type ViewPlace } from '../../src/format/loaded-views.ts';
import { textEncoding } from '../files/encoding.ts';
import { existingLocations } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { FormatFileError, readFormatFile } from './format-file.ts';

export default defineCmdlet({
  name: 'Update-FormatData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Loads views of types from format files.',
  description:
    'Views of tables, lists and wide lists, by properties and script blocks; custom controls are refused. Without a path the files that are loaded are read again.',
  parameters: {
    AppendPath: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'both',
      aliases: ['PSPath', 'Path'],
      wildcard: true,
      help: 'Files (.ps1xml) whose views are asked after the views of the types.',
    },
    PrependPath: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Files (.ps1xml) whose views are asked before them.',
    },
  },
  output: [],
  impact: 'medium',
  examples: [{ title: 'Read the loaded files again', code: 'Update-FormatData' }],
  process(args, invocation) {
    const before = filesOf(invocation, args.PrependPath);
    const after = filesOf(invocation, args.AppendPath);
    // What is put before comes in reverse, so that the first file of the list is asked first.
    for (const file of before.reverse()) load(invocation, file, 'before');
    for (const file of after) load(invocation, file, 'after');
    if (args.PrependPath !== undefined || args.AppendPath !== undefined) return;
    for (const [file, place] of loadedFiles()) load(invocation, file, place);
  },
});

function filesOf(invocation: Invocation, given: readonly string[] | undefined): string[] {
  return existingLocations(invocation, { Path: given }).flatMap((location) => {
    const path = location.kind === 'file' ? location.path : location.given;
    if (location.kind === 'file' && /\.ps1xml$/i.test(path)) return [path];
    invocation.writeError({
      message: `The file '${path}' is no .ps1xml file.`,
      id: 'WrongExtension',
      category: 'InvalidArgument',
      target: path,
      exceptionType: 'System.InvalidOperationException',
    });
    return [];
  });
}

function load(invocation: Invocation, file: string, place: ViewPlace): void {
  if (!invocation.shouldProcess(file, 'Update FormatData')) return;
  const text = readTextFile(invocation, file, textEncoding(undefined));
  if (text === undefined) return;
  try {
    loadViews(file, place, readFormatFile(invocation, text, file));
  } catch (problem) {
    if (!(problem instanceof FormatFileError)) throw problem;
    invocation.writeError({
      message: `The format file '${file}' cannot be loaded: ${problem.message}`,
      id: 'FormatXmlUpdateException',
      category: 'InvalidData',
      target: file,
      exceptionType: 'System.Management.Automation.RuntimeException',
    });
  }
}
