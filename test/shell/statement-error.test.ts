import { expect, test } from 'vitest';
import { testShell } from '../cmdlets/shell.ts';

const FAIL =
  "$PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([Exception]::new('no'), 'Id', 'NotSpecified', 1))";

test.each([
  ["New-Object nosuch; 'after'", ['after']],
  ["if ($true) { New-Object nosuch; 'after' }", ['after']],
  ["function f { [CmdletBinding()] param() New-Object nosuch; 'inside' }; f; 'after'", ['inside', 'after']],
  [`function f { [CmdletBinding()] param() ${FAIL}; 'inside' }; f; 'after'`, ['after']],
  ["try { New-Object nosuch; 'not here' } catch { 'caught' }; 'after'", ['caught', 'after']],
  ["New-Object nosuch -ErrorAction Stop; 'not here'", []],
])('what ends a command ends the statement that called it: %s', (text, written) => {
  const shell = testShell();
  const screen = shell.run(text);
  expect(screen.split('\n').filter((line) => /^(?:after|inside|caught|not here)$/.test(line))).toEqual(
    written,
  );
});
