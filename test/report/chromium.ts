import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly dark: boolean;
}

export interface Seen {
  /** What the probe gave. */
  readonly found: unknown;
  /** What the page wrote to its console, and errors that nobody caught. */
  readonly console: readonly string[];
  /** Addresses that were asked for beside the page itself. */
  readonly requests: readonly string[];
}

export interface Chromium {
  /** Opens a page as it is, from a file, and runs the source of a function in it once it is laid out. */
  open(page: string, view: View, probe: string): Promise<Seen>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

/** Headless Chromium, driven by its DevTools protocol over two pipes: JSON, each message ended by a zero byte. */
export function startChromium(): Chromium {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-page-'));
  const child = spawn(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--remote-debugging-pipe',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const listeners = new Set<(message: Message) => void>();
  const send = protocolOf(child, listeners);
  return {
    async open(page, view, probe) {
      const file = join(folder, 'page.html');
      writeFileSync(file, page);
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tab: Send = (method, params) => send(method, params, sessionId as string);
      const seen = { console: [] as string[], requests: [] as string[] };
      const loaded = new Promise<void>((resolve) => {
        listeners.add((message) => {
          if (message.sessionId === sessionId) note(message, seen, resolve);
        });
      });
      for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await tab(`${domain}.enable`);
      const { width, dark } = view;
      await tab('Emulation.setDeviceMetricsOverride', {
        width,
        height: 2000,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const scheme = { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' };
      await tab('Emulation.setEmulatedMedia', { features: [scheme] });
      const url = pathToFileURL(file).href;
      await tab('Page.navigate', { url });
      await loaded;
      const { result } = await tab('Runtime.evaluate', { expression: `(${probe})()`, returnByValue: true });
      await send('Target.closeTarget', { targetId });
      return {
        found: (result as { value?: unknown }).value,
        console: seen.console,
        requests: seen.requests.filter((address) => address !== url && !address.startsWith('data:')),
      };
    },
    close() {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
      child.kill('SIGKILL');
    },
  };
}

function note(
  { method, params = {} }: Message,
  seen: { console: string[]; requests: string[] },
  loaded: () => void,
): void {
  if (method === 'Page.loadEventFired') loaded();
  else if (method === 'Network.requestWillBeSent')
    seen.requests.push((params['request'] as { url: string }).url);
  else if (
    method === 'Runtime.consoleAPICalled' ||
    method === 'Runtime.exceptionThrown' ||
    method === 'Log.entryAdded'
  )
    seen.console.push(JSON.stringify(params));
}

/** Matches answers to requests by their number; everything else goes to the listeners. */
function protocolOf(child: ChildProcess, listeners: ReadonlySet<(message: Message) => void>): Send {
  const [toBrowser, fromBrowser] = child.stdio.slice(3) as unknown as [Writable, Readable];
  const waiting = new Map<number, (answer: Message) => void>();
  let text = '';
  fromBrowser.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (text + chunk).split('\0');
    text = messages.pop() ?? '';
    for (const json of messages) {
      const message = JSON.parse(json) as Message;
      if (message.id === undefined) for (const listen of listeners) listen(message);
      else waiting.get(message.id)?.(message);
    }
  });
  child.on('error', ({ message }) => {
    for (const answer of waiting.values()) answer({ error: { message } });
  });
  let last = 0;
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result = {}, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}
