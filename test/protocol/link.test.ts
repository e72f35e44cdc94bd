import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OUTPUT_WINDOW } from '../../src/protocol/control.ts';
import type { EngineLink } from '../../src/protocol/link.ts';
import type { FromEngine } from '../../src/protocol/messages.ts';
import { startEngineWorker } from '../../src/protocol/worker-link.ts';
import { type Bundle, bundle } from '../ui/bundle.ts';

let built: Bundle;
beforeAll(async () => {
  built = await bundle({ engine: 'test/protocol/echo-engine.ts' });
});
afterAll(() => built.dispose());

interface Session {
  link: EngineLink;
  seen: FromEngine[];
  until: <T extends FromEngine['type']>(type: T) => Promise<Extract<FromEngine, { type: T }>>;
}

const open: Session[] = [];
function start(): Session {
  const link = startEngineWorker(built.file('engine'), { banner: 'hello' }, { columns: 100, rows: 30 });
  const seen: FromEngine[] = [];
  let wake = (): void => {};
  link.onMessage((message) => {
    seen.push(message);
    wake();
  });
  const session: Session = {
    link,
    seen,
    async until(type) {
      for (;;) {
        const at = seen.findIndex((message) => message.type === type);
        if (at >= 0) return seen.splice(0, at + 1)[at] as never;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  open.push(session);
  return session;
}
afterEach(() => {
  for (const { link } of open.splice(0)) link.terminate();
});

describe('the link between the UI and a real engine worker', () => {
  it('starts, runs a line and reports its end', async () => {
    const { link, seen, until } = start();
    expect((await until('ready')).banner).toEqual(['hello']);
    link.post({ type: 'execute', id: 7, text: 'Get-VM' });
    expect((await until('output')).text).toBe('Get-VM');
    expect(await until('finished')).toMatchObject({ id: 7, success: true });
    expect(seen).toEqual([]);
  });

  it('never has more output in flight than the window, and all of it arrives', async () => {
    const { link, seen, until } = start();
    await until('ready');
    const total = OUTPUT_WINDOW * 3;
    link.post({ type: 'execute', id: 1, text: `repeat ${total}` });
    let received = 0;
    while (received < total) {
      const { text } = await until('output');
      received += text.length;
      const waiting = seen.reduce((sum, { type }) => sum + (type === 'output' ? 1 : 0), 0) * text.length;
      expect(waiting).toBeLessThanOrEqual(OUTPUT_WINDOW);
      link.control.releaseOutput(text.length);
    }
    await until('finished');
  });

  it('interrupts an engine that waits for room to print', async () => {
    const { link, until } = start();
    await until('ready');
    link.post({ type: 'execute', id: 1, text: `repeat ${OUTPUT_WINDOW * 2}` });
    await until('output');
    link.control.requestInterrupt();
    await until('finished');
  });

  it('answers Ctrl-C through shared memory while the engine computes', async () => {
    const { link, until } = start();
    await until('ready');
    link.post({ type: 'execute', id: 1, text: 'spin' });
    link.control.requestInterrupt();
    expect(await until('finished')).toMatchObject({ interrupted: true });
    expect(link.control.interruptPending()).toBe(false);
  });

  it('blocks on a question and meanwhile answers completion', async () => {
    const { link, until } = start();
    await until('ready');
    link.post({ type: 'execute', id: 1, text: 'ask Name' });
    const { id, question } = await until('question');
    expect(question).toEqual({ kind: 'line', prompt: 'Name' });
    link.post({ type: 'complete', id: 5, text: '', cursor: 0 });
    expect(await until('completions')).toMatchObject({ id: 5 });
    link.post({ type: 'answer', id, answer: { kind: 'line', text: 'db-01' } });
    expect((await until('output')).text).toBe('you said db-01');
  });

  it('moves a secret instead of copying it', async () => {
    const { link, until } = start();
    await until('ready');
    link.post({ type: 'execute', id: 1, text: 'secret Password' });
    const { id } = await until('question');
    const bytes = new Uint8Array(new ArrayBuffer(9)).fill(65);
    link.post({ type: 'answer', id, answer: { kind: 'secret', bytes } }, [bytes.buffer]);
    expect(bytes.length).toBe(0);
    expect((await until('output')).text).toBe('9 bytes');
  });

  it('keeps lines that arrive while a question is open', async () => {
    const { link, until } = start();
    await until('ready');
    link.post({ type: 'execute', id: 1, text: 'ask Name' });
    const { id } = await until('question');
    link.post({ type: 'execute', id: 2, text: 'second' });
    link.post({ type: 'answer', id, answer: { kind: 'cancelled' } });
    expect((await until('output')).text).toBe('cancelled');
    expect(await until('finished')).toMatchObject({ id: 1 });
    expect((await until('output')).text).toBe('second');
  });

  it('says why an engine has died', async () => {
    const { link, until } = start();
    await until('ready');
    const reason = new Promise<string>((resolve) => link.onExit(resolve));
    link.post({ type: 'execute', id: 1, text: 'throw a bug' });
    expect(await reason).toContain('a bug');
  });

  it('closes on request', async () => {
    const { link, until } = start();
    await until('ready');
    const ended = new Promise<string>((resolve) => link.onExit(resolve));
    link.post({ type: 'shutdown' });
    await until('closed');
    expect(await ended).toBe('');
  });
});
