import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { stringType } from '../../src/values/string-type.ts';
import { expand, pathNotFound, slashes } from './location.ts';

export default defineCmdlet({
  name: 'Join-Path',
  module: 'Microsoft.PowerShell.Management',
  synopsis: 'Joins the parts of a path.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'both',
      aliases: ['PSPath'],
      help: 'The beginnings.',
    },
    ChildPath: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 1,
      pipeline: 'name',
      allowNull: true,
      allowEmpty: true,
      help: 'What follows.',
    },
    AdditionalChildPath: {
      type: 'string',
      array: true,
      position: 2,
      remaining: true,
      pipeline: 'name',
      allowEmpty: true,
      help: 'What follows that.',
    },
    Extension: {
      type: 'string',
      pipeline: 'name',
      allowEmpty: true,
      help: "The extension that the last part gets; '' takes it away.",
    },
    Resolve: { type: 'switch', help: 'Only paths that exist, wildcards expanded.' },
  },
  output: [stringType],
  impact: 'none',
  examples: [{ title: 'Two parts', code: "Join-Path /tmp 'report.csv'" }],
  process(args, invocation) {
    // Scripts also give $null: nothing follows, and the path ends in its separator.
    const given = (args.ChildPath as readonly string[] | null) ?? [];
    const children = [...(given.length === 0 ? [''] : given), ...(args.AdditionalChildPath ?? [])];
    for (const path of args.Path) {
      const plain = children.reduce((left, right) => join(left, right), path);
      const joined = args.Extension === undefined ? plain : withExtension(plain, args.Extension);
      if (!args.Resolve) {
        invocation.write(joined);
        continue;
      }
      const found = expand(invocation.session, joined, { literal: false });
      if (!found) invocation.writeError(pathNotFound(joined));
      for (const location of found ?? [])
        invocation.write(location.kind === 'file' ? location.path : location.given);
    }
  },
});

function withExtension(path: string, extension: string): string {
  const bare = path.replace(/(?<=[^/])\.[^./]*$/, '');
  return extension === '' ? bare : `${bare}.${extension.replace(/^\./, '')}`;
}

function join(left: string, right: string): string {
  const head = slashes(left).replace(/(?<=.)\/+$/, '');
  const tail = slashes(right).replace(/^\/+/, '');
  if (head === '') return tail === '' ? '' : slashes(right);
  return head === '/' || head.endsWith('/') ? head + tail : `${head}/${tail}`;
}
