/** Runs a command of node_modules/.bin with its output shown; gives its exit code. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export function run(command, args, environment = {}) {
  const path = command === 'node' ? process.execPath : join(root, 'node_modules', '.bin', command);
  return new Promise((resolve) => {
    spawn(path, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
      .on('error', (error) => {
        console.error(`${command}: ${error.message}`);
        resolve(127);
      })
      .on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}
