import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { secureStringType } from '../../src/values/credential.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import { stringType } from '../../src/values/string-type.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'Read-Host',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Asks the person at the terminal for a line.',
  parameters: {
    Prompt: { type: 'object', position: 0, remaining: true, allowNull: true, help: 'The question.' },
    AsSecureString: {
      type: 'switch',
      sets: ['AsSecureString'],
      help: 'Shows nothing of what is typed and returns it as a SecureString.',
    },
    MaskInput: {
      type: 'switch',
      sets: ['AsString'],
      help: 'Shows nothing of what is typed and returns it as text.',
    },
  },
  defaultParameterSet: 'AsString',
  output: [stringType, secureStringType],
  impact: 'none',
  examples: [
    { title: 'A question', code: "Read-Host 'Name of the machine'", needs: 'a person at a terminal' },
  ],
  process(args, invocation) {
    const parts = args.Prompt === undefined ? [] : Array.from(enumerate(args.Prompt), (part) => toText(part));
    const prompt = parts.length === 0 ? '' : `${parts.join(' ')}: `;
    const { prompts } = invocation.host;
    if (args.AsSecureString || args.MaskInput) {
      const secret = prompts.secure(prompt) ?? noTerminal(invocation, prompt);
      invocation.write(args.AsSecureString ? secret : secret.reveal((text) => text));
    } else invocation.write(prompts.line(prompt) ?? noTerminal(invocation, prompt));
  },
});

function noTerminal(invocation: Invocation, prompt: string): never {
  return invocation.throwTerminating({
    message: `Cannot ask "${prompt}": there is no terminal.`,
    id: 'HostNotInteractive',
    category: 'InvalidOperation',
    why: 'The shell was started without a terminal to type on.',
    advice: 'Give the value to the script as a parameter',
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
  });
}
