import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { toText } from '../../src/values/to-text.ts';
import { notSupported, setItem } from './item-change.ts';
import { objectAt } from './item-objects.ts';
import { expand, locate } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

export default defineCmdlet({
  name: 'Set-Item',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['si'],
  synopsis: 'Sets the value of a variable, a function, an alias or an environment variable by its path.',
  parameters: {
    ...PATH_PARAMETERS,
    Value: { type: 'object', position: 1, pipeline: 'both', allowNull: true, help: 'The value.' },
    Force: { type: 'switch', help: 'Read-only ones too.' },
    PassThru: { type: 'switch', help: 'Returns the item.' },
  },
  defaultParameterSet: 'Path',
  output: ['System.Object'],
  impact: 'medium',
  examples: [{ title: 'A function', code: 'Set-Item Function:Get-Answer { 42 }\nGet-Answer' }],
  process(args, invocation) {
    const { session } = invocation;
    for (const given of args.LiteralPath ?? args.Path ?? []) {
      const found = expand(session, given, { literal: args.LiteralPath !== undefined }) ?? [
        locate(session, given),
      ];
      for (const location of found) {
        if (location.kind === 'file') {
          return invocation.throwTerminating({
            message: `Set-Item does not change files: '${location.path}'.`,
            id: 'NotSupported',
            category: 'NotImplemented',
            target: location.path,
            advice: `Set-Content '${location.path}' -Value …`,
            exceptionType: 'System.Management.Automation.PSNotSupportedException',
          });
        }
        if (
          !invocation.shouldProcess(
            `Item: ${location.given} Value: ${toText(args.Value ?? null)}`,
            'Set Item',
          )
        )
          continue;
        if (location.name === '') throw notSupported(location.drive, 'Setting the drive itself');
        setItem(session, location.drive, location.name, args.Value ?? null, args.Force);
        const object = args.PassThru ? objectAt(session, location) : undefined;
        if (object !== undefined) invocation.write(object);
      }
    }
  },
});
