import { workerData } from 'node:worker_threads';
import { openEngineSide } from '../../src/protocol/engine-side.ts';
import type { EngineStart } from '../../src/protocol/worker-link.ts';

/** A small engine: answers each line in the way its first word names. */
const { port, buffer, options } = workerData as EngineStart<{ banner: string }>;
const engine = openEngineSide(port, buffer);
engine.send({ type: 'ready', banner: [options.banner] });

function run(text: string): boolean {
  const [verb, rest = ''] = text.split(/ (.*)/s);
  if (verb === 'repeat') engine.write('output', 'x'.repeat(Number(rest)));
  else if (verb === 'spin') {
    while (!engine.takeInterrupt());
    return false;
  } else if (verb === 'ask') {
    const answer = engine.ask({ kind: 'line', prompt: rest }, (message) => {
      if (message.type !== 'complete') return false;
      engine.send({
        type: 'completions',
        id: message.id,
        completions: { start: 0, length: 0, items: [] },
      });
      return true;
    });
    engine.write('output', answer.kind === 'line' ? `you said ${answer.text}` : answer.kind);
  } else if (verb === 'secret') {
    const answer = engine.ask({ kind: 'secret', prompt: rest });
    engine.write('output', answer.kind === 'secret' ? `${answer.bytes.length} bytes` : answer.kind);
  } else if (verb === 'throw') throw new Error(rest);
  else engine.write('output', text);
  return true;
}

for (;;) {
  const message = engine.next();
  if (message.type === 'shutdown') {
    engine.send({ type: 'closed' });
    break;
  }
  if (message.type !== 'execute') continue;
  const success = run(message.text);
  engine.send({ type: 'finished', id: message.id, success, interrupted: !success, elapsedMs: 0 });
}
