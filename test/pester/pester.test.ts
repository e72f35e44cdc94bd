import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testShell } from '../cmdlets/shell.ts';

const FOLDER = import.meta.dirname;
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.Tests.ps1'));

/** Each file in a shell of its own, under a small Pester that is itself a script. */
it.each(files)('%s', (file) => {
  const shell = testShell();
  const screen = shell.run(
    `. '${join(FOLDER, 'minipester.ps1')}'; $global:MP.Quiet = $true; . '${join(FOLDER, file)}'`,
  );
  expect(screen).toBe('');
  expect(shell.values('$global:MP.Failed')).toEqual([0]);
  expect(Number(shell.values('$global:MP.Passed')[0])).toBeGreaterThan(0);
});
