import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { writeJson } from '../../src/format/json-writer.ts';
import { stringType } from '../../src/values/string-type.ts';
import type { Value } from '../../src/values/value.ts';
import { jsonNode } from './json-node.ts';

const DEFAULT_DEPTH = 2;

export default defineCmdlet({
  name: 'ConvertTo-Json',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes objects as JSON.',
  description:
    'One object becomes a value, several an array. Objects of the inventory are written by their properties: enumerations by name, related objects as Name and Id unless -Depth is given.',
  parameters: {
    InputObject: {
      type: 'object',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowNull: true,
      allowEmpty: true,
      help: 'The objects.',
    },
    Depth: {
      type: 'int',
      validateRange: [0, 100],
      help: 'How many levels are written; what lies deeper becomes text. 2 when not given.',
    },
    Compress: { type: 'switch', help: 'On one line, without blanks.' },
    EnumsAsStrings: { type: 'switch', help: 'Enumerations by name instead of by number.' },
    AsArray: { type: 'switch', help: 'An array for one object too, and [] for none.' },
    EscapeHandling: {
      type: 'string',
      validateSet: ['Default', 'EscapeNonAscii', 'EscapeHtml'],
      help: 'Which characters are escaped.',
    },
  },
  output: [stringType],
  impact: 'none',
  examples: [
    { title: 'An object', code: "[pscustomobject]@{ Name = 'app-01'; Disks = 20, 40 } | ConvertTo-Json" },
    { title: 'For another program', code: '1..3 | ConvertTo-Json -Compress' },
  ],
  begin: (): Value[] => [],
  process(args, _invocation, objects) {
    objects.push(args.InputObject);
  },
  end(args, invocation, objects) {
    if (objects.length === 0 && !args.AsArray) return;
    const [only = null] = objects;
    const value = objects.length === 1 && !args.AsArray ? only : objects;
    const depth = args.Depth ?? DEFAULT_DEPTH;
    const node = jsonNode(value, {
      depth,
      widens: args.Depth !== undefined,
      enumsAsStrings: args.EnumsAsStrings,
      onTruncated: () =>
        invocation.warning(
          `Resulting JSON is truncated as serialization has exceeded the set depth of ${depth}.`,
        ),
      checkInterrupt: () => invocation.checkInterrupt(),
    });
    invocation.write(
      writeJson(node, { compress: args.Compress, escaping: args.EscapeHandling ?? 'Default' }),
    );
  },
});
