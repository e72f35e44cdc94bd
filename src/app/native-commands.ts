import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { MiB } from '../base/units.ts';
import type { Host } from '../cmdlet/host.ts';

const LIMIT_OUTPUT_BYTES = 64 * MiB;

/** External programs, where --allow-native offers them. */
export const nativeCommands: NonNullable<Host['native']> = {
  find(name) {
    const folders = name.includes(sep) ? [''] : (process.env['PATH'] ?? '').split(delimiter);
    return folders.map((folder) => join(folder, name)).find((path) => isExecutable(path));
  },
  run({ path, args, input, folder }) {
    const { spawnSync } = process.getBuiltinModule('node:child_process');
    const { status, stdout, stderr } = spawnSync(path, [...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      maxBuffer: LIMIT_OUTPUT_BYTES,
    });
    return { exitCode: status ?? 1, out: stdout, err: stderr };
  },
};

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
