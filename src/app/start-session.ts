import { existsSync } from 'node:fs';
import { decodeScript } from '../language/script-text.ts';
import { toText } from '../values/to-text.ts';
import type { Shell } from './shell.ts';
import type { ShellOptions } from './shell-options.ts';
import { packageVersion } from './version.ts';

/**
 * The beginning of an interactive session: opens the datacenter, which makes the lab at the very first
 * start, and runs the user's profile. What goes wrong is shown like any error. Gives the lines to show above
 * the first prompt.
 */
export function startSession(shell: Shell, options: ShellOptions): readonly string[] {
  const isFirst = !existsSync(options.statePath);
  shell.execute('$null = $DefaultVIServer', { outputCommand: 'Out-Default' });
  shell.execute(FUNCTIONS, { outputCommand: 'Out-Default' });
  if (options.profile) runProfile(shell);
  return isFirst ? welcome() : [];
}

/** Functions that PowerShell has in its interactive shell. */
const FUNCTIONS = `function global:more { <# .SYNOPSIS
  Shows output a page at a time.
  #> $input | Out-Host -Paging }`;

function runProfile(shell: Shell): void {
  const { session, host } = shell.runspace;
  const path = toText(session.variables.get('PROFILE') ?? '');
  const content = path === '' ? undefined : host.files.read(path);
  if (content?.ok !== true) return;
  const text = decodeScript(content.value);
  shell.execute(text, { fileName: path, outputCommand: 'Out-Default' });
}

/** Five lines for the very first start: where one is, and what to try. */
function welcome(): string[] {
  return [
    '',
    `vSeal ${packageVersion()}: a PowerCLI shell with a whole datacenter inside it.`,
    '  Get-VM                               the virtual machines of your lab',
    '  Get-VM app-* | Enable-VMEncryption   encrypts three of them, for real',
    '  Start-Tutorial                       ten steps, on a lab to throw away',
    '  Get-Help about_vSeal                 where to read on; F1 explains a command',
    '',
  ];
}
