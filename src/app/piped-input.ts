import { fstatSync } from 'node:fs';

/** True when standard input is a pipe or a file, so that somebody may have something to say. */
export function isPiped(): boolean {
  try {
    // Not process.stdin: its streams take longer to load than most commands to run.
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}
