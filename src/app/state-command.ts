import { systemClock } from '../base/clock.ts';
import { openStore } from '../state/store.ts';
import { writeFully } from './plain-host.ts';
import type { ShellOptions } from './shell-options.ts';

/** `vseal state export|compact|path`. */
export function stateCommand({ statePath }: ShellOptions, command: 'export' | 'compact' | 'path'): number {
  if (command === 'path') {
    writeFully(1, `${statePath}\n`);
    return 0;
  }
  const opened = openStore({ path: statePath, clock: systemClock, onNotice: say });
  if (!opened.ok) return refuse(opened.fault);
  try {
    if (command === 'export') {
      for (const line of opened.value.exportLines()) writeFully(1, `${line}\n`);
      return 0;
    }
    const compacted = opened.value.compact();
    return compacted.ok ? 0 : refuse(compacted.fault);
  } finally {
    opened.value.close();
  }
}

function refuse({ message, hint }: { readonly message: string; readonly hint: string }): number {
  say(`${message} ${hint}`);
  return 1;
}

function say(text: string): void {
  process.stderr.write(`vseal: ${text}\n`);
}
