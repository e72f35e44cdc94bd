/**
 * The terminal's modes: raw input, bracketed paste, keys with modifiers. Whatever is switched on is
 * switched off again, at the end, on suspend and when a signal ends the process.
 */
export interface Terminal {
  enter(): void;
  leave(): void;
  /** Stops the process as Ctrl-Z does; resolves when it goes on. */
  suspend(): Promise<void>;
}

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
/** Kitty's protocol, disambiguated keys only; terminals without it ignore the sequence. */
const KEYS_ON = '\u001b[>1u\u001b[>4;1m';
const KEYS_OFF = '\u001b[<u\u001b[>4;0m';
const CURSOR_ON = '\u001b[?25h';

export function createTerminal({ stdin, stdout }: TerminalStreams, kind: string): Terminal {
  // The Linux console and the oldest terminals print what they do not know.
  const modern = !/^(linux|vt\d+|cons\d+|ansi|unknown)/.test(kind);
  let on = false;
  const terminal: Terminal = {
    enter() {
      if (on) return;
      on = true;
      stdin.setRawMode(true);
      stdin.resume();
      stdout.write(modern ? PASTE_ON + KEYS_ON : PASTE_ON);
    },
    leave() {
      if (!on) return;
      on = false;
      stdout.write((modern ? KEYS_OFF : '') + PASTE_OFF + CURSOR_ON);
      stdin.setRawMode(false);
      stdin.pause();
    },
    async suspend() {
      terminal.leave();
      // The whole group stops, as it would by the terminal's own Ctrl-Z.
      process.kill(0, 'SIGTSTP');
      // The stop takes effect before the next turn of the loop; that turn runs when the process goes on.
      await new Promise((resolve) => setTimeout(resolve, 20));
      terminal.enter();
    },
  };
  return terminal;
}
