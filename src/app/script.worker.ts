import { parentPort, workerData } from 'node:worker_threads';
import { armFaultPoint } from '../base/fault-point.ts';
import type { ScriptStart } from './run-script.ts';
import { runText, standardInputLines } from './run-text.ts';

/** The thread of `vseal run`: see run-script.ts. */
const { options, text, fileName, arguments: args, readsInput, interrupt } = workerData as ScriptStart;
armFaultPoint(options.faultPoint);
const code = runText(
  options,
  { text, fileName, arguments: args, ...(readsInput && { input: standardInputLines() }) },
  {
    interrupted: () => Atomics.load(interrupt, 0) === 1,
    clear: () => void Atomics.store(interrupt, 0, 0),
  },
);
parentPort?.postMessage(code);
