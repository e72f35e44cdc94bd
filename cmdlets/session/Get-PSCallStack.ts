import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';

export default defineCmdlet({
  name: 'Get-PSCallStack',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gcs'],
  synopsis: 'Lists the functions and scripts that are running, the innermost first.',
  parameters: {},
  output: ['System.Management.Automation.CallStackFrame'],
  impact: 'none',
  examples: [
    { title: 'Who called', code: 'function Show-Caller { (Get-PSCallStack)[1].Command }\nShow-Caller' },
  ],
  process(_args, invocation) {
    for (const [index, frame] of invocation.session.callStack().entries()) {
      const line = index === 0 ? (invocation.info.position?.line ?? 0) : frame.line;
      const name = frame.file?.slice(frame.file.lastIndexOf('/') + 1);
      invocation.write(
        customObject(
          [
            ['Command', frame.command],
            ['Location', name === undefined ? '<No file>' : `${name}: line ${line}`],
            ['FunctionName', frame.command],
            ['ScriptName', frame.file],
            ['ScriptLineNumber', line],
          ],
          'System.Management.Automation.CallStackFrame',
        ),
      );
    }
  },
});
