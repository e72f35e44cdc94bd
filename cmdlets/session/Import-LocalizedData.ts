import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { hashtableType } from '../../src/values/hashtable.ts';
import { currentCulture } from '../../src/values/net/culture.ts';
import { toText } from '../../src/values/to-text.ts';

export default defineCmdlet({
  name: 'Import-LocalizedData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: "Reads a script's texts in the language of the user.",
  description:
    'The file is looked for in a folder that is named for the culture (de-DE), for its language (de), and in the folder itself.',
  parameters: {
    BindingVariable: {
      type: 'string',
      position: 0,
      aliases: ['Variable'],
      help: 'The variable that gets the texts; without it they are returned.',
    },
    UICulture: { type: 'string', position: 1, help: 'The culture, such as de-DE.' },
    BaseDirectory: { type: 'string', help: "The folder; the script's own when not given." },
    FileName: { type: 'string', help: "The name of the file; the script's own when not given." },
    SupportedCommand: { type: 'string', array: true, hidden: true, help: 'Taken for scripts that give it.' },
  },
  output: [hashtableType],
  impact: 'none',
  examples: [
    {
      title: 'German texts',
      before:
        "$folder = Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-texts'\n$null = New-Item -ItemType Directory -Force (Join-Path $folder 'de')\nSet-Content (Join-Path $folder 'de/tool.psd1') \"@{ Done = 'Fertig' }\"",
      code: '(Import-LocalizedData -BaseDirectory $folder -FileName tool -UICulture de-DE).Done',
    },
  ],
  process(args, invocation) {
    const { session } = invocation;
    const script = toText(session.variables.get('PSCommandPath') ?? '');
    if (script === '' && (args.FileName === undefined || args.BaseDirectory === undefined))
      return invocation.throwTerminating(noScript());
    const folder = session.resolvePath(args.BaseDirectory ?? posix.dirname(script));
    const name = posix.basename(args.FileName ?? script).replace(/\.ps[dm]?1$/i, '');
    const culture = args.UICulture ?? currentCulture().name;
    const folders = [...languages(culture).map((language) => `${folder}/${language}`), folder];
    const path = folders
      .map((each) => `${each}/${name}.psd1`)
      .find((each) => invocation.host.files.facts(each).ok);
    if (path === undefined) {
      invocation.writeError(notFound(name, folder, culture));
      return;
    }
    session.call('Import-PowerShellDataFile', new Map([['LiteralPath', path]]), [], (texts) => {
      if (args.BindingVariable === undefined) invocation.write(texts);
      else session.variables.set(args.BindingVariable, texts);
    });
  },
});

/** `de-AT` is looked for as `de-AT`, then as `de`. */
function languages(culture: string): string[] {
  const parts = culture.split('-');
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join('-'))
    .filter((text) => text !== '');
}

function noScript(): CmdletError {
  return {
    message: 'Outside of a script the file must be named.',
    id: 'ImportLocalizedDataFileNameNotSpecified',
    category: 'InvalidOperation',
    advice: 'Import-LocalizedData -BaseDirectory . -FileName texts',
  };
}

function notFound(name: string, folder: string, culture: string): CmdletError {
  return {
    message: `Cannot find the PowerShell data file '${name}.psd1' in directory '${folder}', or in any parent culture directories of '${culture}'.`,
    id: 'ImportLocalizedData',
    category: 'ObjectNotFound',
    target: `${folder}/${name}.psd1`,
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
  };
}
