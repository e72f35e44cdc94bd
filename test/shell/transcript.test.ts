import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testShell } from './test-shell.ts';

/**
 * Each file under transcripts/ reads like a terminal: `PS> ` and `>> ` lines are typed, what follows is the
 * answer, and `# heading` lines name the part that begins there. Every part has a shell of its own.
 */
interface Step {
  readonly typed: string;
  readonly answer: string[];
}

function parts(text: string): [string, Step[]][] {
  const found: [string, Step[]][] = [];
  for (const line of text.split('\n')) {
    const steps = found.at(-1)?.[1];
    if (line.startsWith('# ')) found.push([line.slice(2), []]);
    else if (line.startsWith('PS> ')) steps?.push({ typed: line.slice(4), answer: [] });
    else if (line.startsWith('>> ') && steps !== undefined) {
      const last = steps.pop();
      steps.push({ typed: `${last?.typed ?? ''}\n${line.slice(3)}`, answer: [] });
    } else if (line !== '') steps?.at(-1)?.answer.push(line);
  }
  return found;
}

const folder = join(import.meta.dirname, 'transcripts');
for (const file of readdirSync(folder).sort()) {
  describe(file, () => {
    for (const [name, steps] of parts(readFileSync(join(folder, file), 'utf8'))) {
      test(name, () => {
        const shell = testShell();
        for (const { typed, answer } of steps) {
          const shown = shell
            .run(typed)
            .flatMap((line) => line.split('\n'))
            .filter((line) => line !== '');
          expect(shown, typed).toEqual(answer);
        }
      });
    }
  });
}
