import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Outside judges and shared data are optional on a user's machine and required in CI: there
 * VSEAL_TEST_NO_SKIP=1 turns a missing one into a failure.
 */
function missing(what: string): string {
  if (process.env['VSEAL_TEST_NO_SKIP'] === '1') throw new Error(`required here, but missing: ${what}`);
  console.warn(`skipped: needs ${what}`);
  return what;
}

/** For `describe.skipIf(needsCommand('qemu-img', 'qemu-utils'))`. */
export function needsCommand(command: string, debianPackage: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return false;
  } catch {
    missing(`${command} (Debian package ${debianPackage})`);
    return true;
  }
}

/** The folder of test data that is not part of the project, or undefined: `VSEAL_SHARED` names it. */
export function sharedData(folder: string): string | undefined {
  const shared = process.env['VSEAL_SHARED'];
  const path = shared === undefined ? undefined : join(shared, folder);
  if (path !== undefined && existsSync(path)) return path;
  missing(`test data ${folder} (VSEAL_SHARED)`);
  return undefined;
}
