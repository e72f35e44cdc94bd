import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { booleanType } from '../../src/values/numeric.ts';
import { stringType } from '../../src/values/string-type.ts';
import { expand, pathNotFound, slashes } from './location.ts';

const part = (set: string, help: string) => ({ type: 'switch', sets: [set], help }) as const;

export default defineCmdlet({
  name: 'Split-Path',
  module: 'Microsoft.PowerShell.Management',
  synopsis: 'Gives a part of a path: its folder, its last name, its extension.',
  parameters: {
    Path: { type: 'string', array: true, mandatory: true, position: 0, pipeline: 'both', help: 'The paths.' },
    LiteralPath: {
      type: 'string',
      array: true,
      sets: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      aliases: ['PSPath', 'LP'],
      hidden: true,
      help: 'The paths, taken as they are.',
    },
    Parent: part('Parent', 'All but the last name; this is the default.'),
    Leaf: part('Leaf', 'The last name.'),
    LeafBase: part('LeafBase', 'The last name without its extension.'),
    Extension: part('Extension', 'The extension with its point.'),
    Qualifier: part('Qualifier', 'The drive with its colon.'),
    NoQualifier: part('NoQualifier', 'All but the drive.'),
    IsAbsolute: part('IsAbsolute', 'Whether the path begins at a root.'),
    Resolve: { type: 'switch', help: 'Only paths that exist, wildcards expanded.' },
  },
  defaultParameterSet: 'Parent',
  output: [stringType, booleanType],
  impact: 'none',
  examples: [
    { title: 'The folder', code: 'Split-Path /tmp/report.csv' },
    { title: 'The name', code: 'Split-Path /tmp/report.csv -Leaf' },
  ],
  process(args, invocation) {
    for (const given of args.LiteralPath ?? args.Path) {
      for (const path of args.Resolve ? resolved(given) : [given]) {
        if (args.IsAbsolute) invocation.write(/^(?:\/|\\|[\w.-]+:[\\/])/.test(path));
        else if (args.Qualifier) writeQualifier(path);
        else invocation.write(partOf(slashes(path)));
      }
    }
    function resolved(given: string): string[] {
      const found = expand(invocation.session, given, { literal: args.LiteralPath !== undefined });
      if (!found) invocation.writeError(pathNotFound(given));
      return (found ?? []).map((location) => (location.kind === 'file' ? location.path : location.given));
    }
    function writeQualifier(path: string): void {
      const [qualifier] = /^[\w.-]+:/.exec(path) ?? [];
      if (qualifier !== undefined) invocation.write(qualifier);
      else {
        invocation.writeError({
          message: `Cannot parse path because path '${path}' does not have a qualifier specified.`,
          id: 'ParsePathFormatError',
          category: 'InvalidArgument',
          target: path,
          exceptionType: 'System.FormatException',
        });
      }
    }
    function partOf(path: string): string {
      const leaf = leafName(path);
      const point = leaf.lastIndexOf('.');
      if (args.Leaf) return leaf;
      if (args.LeafBase) return point < 0 ? leaf : leaf.slice(0, point);
      if (args.Extension) return point < 0 ? '' : leaf.slice(point);
      if (args.NoQualifier) return path.replace(/^[\w.-]+:/, '');
      return parentOf(path);
    }
  },
});

function leafName(path: string): string {
  const trimmed = path.replace(/(?<=.)\/+$/, '');
  return trimmed === '/' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1).replace(/^[\w.-]+:(?=.)/, '');
}

function parentOf(path: string): string {
  const trimmed = path.replace(/(?<=.)\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return /^[\w.-]+:.+/.test(trimmed) ? trimmed.slice(0, trimmed.indexOf(':') + 1) : '';
  if (slash === 0) return trimmed === '/' ? '' : '/';
  const parent = trimmed.slice(0, slash);
  return /^[\w.-]+:$/.test(parent) ? `${parent}/` : parent;
}
