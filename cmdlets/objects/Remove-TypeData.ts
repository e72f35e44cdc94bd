import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { toText } from '../../src/values/to-text.ts';
import { removeTypeData } from '../../src/values/type-extension.ts';
import { TypeInfo } from '../../src/values/type-info.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import { typeDataError } from './type-data.ts';

export default defineCmdlet({
  name: 'Remove-TypeData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Takes back what Update-TypeData gave a type.',
  parameters: {
    TypeName: {
      type: 'object',
      mandatory: true,
      position: 0,
      pipeline: 'both',
      help: 'The type, or a PSTypeName.',
    },
  },
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'Take a property back',
      before: 'Update-TypeData -TypeName Report -MemberName Unit -MemberType NoteProperty -Value GB -Force',
      code: 'Remove-TypeData -TypeName Report',
    },
  ],
  process(args, invocation) {
    const given = args.TypeName instanceof TypeInfo ? args.TypeName.fullName : toText(args.TypeName);
    const name = resolveTypeName(given)?.fullName ?? given;
    if (!invocation.shouldProcess(name, 'Remove TypeData')) return;
    if (removeTypeData(name)) return;
    invocation.writeError({
      ...typeDataError('TypesXmlError', `Error in TypeData "${name}": there is none to remove.`, name),
      exceptionType: 'System.Management.Automation.RuntimeException',
      advice: 'Get-TypeData',
    });
  },
});
