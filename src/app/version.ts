import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFolder } from './built.ts';

let version: string | undefined;

/** The version in package.json. */
export function packageVersion(): string {
  if (version === undefined) {
    const manifest = JSON.parse(readFileSync(join(distFolder(), '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    version = manifest.version;
  }
  return version;
}
