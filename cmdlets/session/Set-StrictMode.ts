import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Set-StrictMode',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Makes doubtful code an error, in this scope and below.',
  description:
    'Version 1 refuses variables that were never set; version 2 also properties that do not exist and functions called like methods; version 3 also indexes out of bounds.',
  parameters: {
    Version: {
      type: 'string',
      mandatory: ['Version'],
      sets: ['Version'],
      aliases: ['v'],
      validate: (value) =>
        typeof value !== 'string' || /^(latest|[0-9]+(\.[0-9]+){0,3})$/i.test(value)
          ? undefined
          : `Cannot convert value "${value}" to type "System.Version": it is not Latest or a version.`,
      help: '1.0, 2.0, 3.0 or Latest.',
    },
    Off: { type: 'switch', mandatory: ['Off'], sets: ['Off'], help: 'Turns strict mode off.' },
  },
  defaultParameterSet: 'Version',
  output: [],
  impact: 'none',
  examples: [{ title: 'Refuse what was never set', code: 'Set-StrictMode -Version Latest' }],
  process(args, invocation) {
    const version = args.Version ?? 'Latest';
    const level = /^latest$/i.test(version) ? 3 : Math.min(3, Math.trunc(Number.parseFloat(version)));
    invocation.session.strictMode(args.Off ? 0 : level);
  },
});
