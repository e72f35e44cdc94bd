import { armFaultPoint } from '../base/fault-point.ts';
import { runCommandLine } from './command-line.ts';

/** The executable. */
export async function main(): Promise<void> {
  // Whatever is written is the user's alone, whatever the umask was.
  process.umask(0o077);
  armFaultPoint(process.env['VSEAL_FAULT_POINT']);
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
