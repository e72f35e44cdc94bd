import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { Hashtable, hashtableType } from '../../src/values/hashtable.ts';

export default defineCmdlet({
  name: 'ConvertFrom-StringData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes a hashtable of lines such as name = value.',
  description:
    'Empty lines and lines that begin with # are left out. Backslashes escape: \\\\ is one, \\n a line break.',
  parameters: {
    StringData: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowEmpty: true,
      help: 'The text.',
    },
    Delimiter: {
      type: 'string',
      position: 1,
      validateLength: [1, 1],
      help: 'What stands between name and value; = when not given.',
    },
  },
  output: [hashtableType],
  impact: 'none',
  examples: [
    { title: 'Two settings', code: '(ConvertFrom-StringData "Mode = Required`nCount = 3")[\'Mode\']' },
  ],
  process(args, invocation) {
    const delimiter = args.Delimiter ?? '=';
    const table = new Hashtable();
    for (const raw of args.StringData.split('\n')) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const at = line.indexOf(delimiter);
      if (at < 0)
        return invocation.throwTerminating(
          invalid(`Data line '${line}' is not in 'name=value' format.`, line),
        );
      const name = line.slice(0, at).trim();
      if (table.has(name)) {
        return invocation.throwTerminating(
          invalid(`Data item '${name}' in line '${line}' is already defined.`, line),
        );
      }
      table.set(name, unescapeText(line.slice(at + 1).trim()));
    }
    invocation.write(table);
  },
});

function invalid(message: string, target: string): CmdletError {
  return {
    message,
    id: 'InvalidOperation',
    category: 'InvalidOperation',
    target,
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
  };
}

const ESCAPES = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['r', '\r'],
  ['v', '\v'],
  ['f', '\f'],
  ['n', '\n'],
  ['e', '\x1b'],
]);

/** Regular expression escapes, as .NET's Regex.Unescape reads them. */
function unescapeText(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_whole, hex?: string, unicode?: string, other?: string) => {
      const code = hex ?? unicode;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return ESCAPES.get(other ?? '') ?? other ?? '';
    },
  );
}
