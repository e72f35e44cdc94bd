import { systemClock } from '../base/clock.ts';
import { explainFault, type Fault } from '../datacenter/faults.ts';
import { isInitialised, openDatacenter } from '../datacenter/open.ts';
import { makeLab } from '../lab/lab.ts';
import type { ShellOptions } from './shell-options.ts';

/** `vseal lab new`: a lab of a given size in an empty state. */
export function newLab(
  options: ShellOptions,
  size: { readonly hosts: number; readonly vms?: number },
): number {
  const opened = openDatacenter({
    statePath: options.statePath,
    clock: systemClock,
    runtimeFolders: options.runtimeFolders,
    onNotice: say,
  });
  if (!opened.ok) return refuse(opened.fault);
  try {
    if (isInitialised(opened.value)) {
      say(`${options.statePath} holds a datacenter already. Name another file: vseal --state FILE lab new`);
      return 1;
    }
    const made = makeLab(opened.value, size);
    if (!made.ok) return refuse(made.fault);
    say(`A lab of ${size.hosts} hosts was made: ${options.statePath}`);
    return 0;
  } finally {
    opened.value.close();
  }
}

function refuse(fault: Fault): number {
  const { message, why, remedy } = explainFault(fault);
  say(`${message}\nWhy: ${why}\nTry: ${remedy}`);
  return 1;
}

function say(text: string): void {
  process.stderr.write(`vseal: ${text}\n`);
}
