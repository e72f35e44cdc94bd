/**
 * Text on its way to the screen. Whole lines are printed in batches, at most one every few milliseconds;
 * what follows the last line end stays in the frame until its line is whole.
 */
export interface Output {
  /**
   * Text of the engine, `units` long when it was sent: that much room is given back to the engine when it
   * has been printed.
   */
  write(text: string, units: number): void;
  /** Whole lines of the shell's own. */
  writeLine(text: string): void;
  /** Ends an unfinished line, so that the prompt begins a new one. */
  endLine(): void;
  flush(): void;
  /** Holds everything back while a live view has the screen. */
  pause(): void;
  resume(): void;
}

export interface OutputPorts {
  readonly print: (text: string) => void;
  readonly setPartial: (text: string) => void;
  readonly release: (units: number) => void;
}

const MIN_INTERVAL_MS = 16;
/** A line without an end is cut here, in UTF-16 units. */
const MAX_PARTIAL = 64 * 1024;
const UNFINISHED_ESCAPE = /\u001b(?:\[[0-9;:]{0,32})?$/;

export function createOutput({ print, setPartial, release }: OutputPorts): Output {
  let pending = '';
  let units = 0;
  let partial = '';
  let paused = false;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;

  const flush = (): void => {
    if (paused || (pending === '' && units === 0)) return;
    const cut = UNFINISHED_ESCAPE.exec(pending)?.[0] ?? '';
    const text = partial + harmless(pending.slice(0, pending.length - cut.length));
    pending = cut;
    const end = text.length > MAX_PARTIAL && !text.includes('\n') ? text.length : text.lastIndexOf('\n') + 1;
    if (end > 0) print(withReset(ended(overwritten(text.slice(0, end)))));
    const rest = overwritten(text.slice(end));
    if (rest !== partial) {
      partial = rest;
      setPartial(partial);
    }
    const printed = units;
    units = 0;
    if (printed > 0) release(printed);
  };
  const schedule = (): void => {
    if (timer !== undefined || immediate !== undefined || paused) return;
    immediate = setImmediate(() => {
      immediate = undefined;
      flush();
      timer = setTimeout(() => {
        timer = undefined;
        if (pending !== '' || units > 0) schedule();
      }, MIN_INTERVAL_MS);
    });
  };

  return {
    write(text, length) {
      pending += text;
      units += length;
      schedule();
    },
    writeLine(text) {
      if (partial !== '' || (pending !== '' && !pending.endsWith('\n'))) pending += '\n';
      pending += text.endsWith('\n') ? text : `${text}\n`;
      schedule();
    },
    endLine() {
      if (pending === '' ? partial !== '' : !pending.endsWith('\n')) pending += '\n';
      flush();
    },
    flush,
    pause() {
      flush();
      paused = true;
    },
    resume() {
      paused = false;
      schedule();
    },
  };
}

/**
 * Text without anything that would move the cursor or switch the terminal: names and notes in the model
 * are other people's text. Colours (SGR) stay.
 */
function harmless(text: string): string {
  if (!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) return text;
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\u001b\[(?![0-9;:]*m)[0-9;:?<=>!]*[ -/]*[@-~]/g, '')
    .replace(/\u001b[\]P_^X][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/\u001b(?!\[[0-9;:]*m)/g, '')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/g, '');
}

/** What a terminal would show of a line that goes back to its start. */
function overwritten(text: string): string {
  return text.includes('\r') ? text.replace(/[^\n\r]*\r(?!\n)(?=[^\n])/g, '').replaceAll('\r', '') : text;
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** A colour that a line leaves on must not colour the prompt. */
function withReset(text: string): string {
  return text.includes('\u001b') ? `${text.slice(0, -1)}\u001b[0m\n` : text;
}
