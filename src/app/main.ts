import { armFaultPoint } from '../base/fault-point.ts';
import { runCommandLine } from './command-line.ts';

// Whatever is written is the user's alone, whatever the umask was.
process.umask(0o077);
armFaultPoint(process.env['VSEAL_FAULT_POINT']);
process.exitCode = await runCommandLine(process.argv.slice(2));
