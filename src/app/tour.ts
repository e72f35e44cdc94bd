import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distFolder } from './built.ts';
import { runText } from './run-text.ts';
import type { ShellOptions } from './shell-options.ts';

/** The whole story in one page of output, on a lab that is thrown away. */
export function runTour(options: ShellOptions): number {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-tour-'));
  const fileName = join(distFolder(), '..', 'examples', 'tour.ps1');
  try {
    runText(
      { ...options, statePath: join(folder, 'datacenter.json') },
      { text: readFileSync(fileName, 'utf8'), fileName },
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
