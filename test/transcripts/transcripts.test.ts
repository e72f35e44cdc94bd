import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { secretsOf, sightingsIn } from './secrets-of-transcript.ts';
import { formatTranscript, parseTranscript, playTranscript } from './transcript.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.transcript'),
);

/** VSEAL_UPDATE=1 rewrites the transcripts to what the shell shows now: read the difference before it is committed. */
const update = process.env['VSEAL_UPDATE'] === '1';

describe('transcripts', () => {
  test.each(files)('%s', (name) => {
    const path = join(folder, name);
    const transcript = parseTranscript(readFileSync(path, 'utf8'));
    let sightings: readonly string[] = [];
    const played = playTranscript(transcript, (shown) => {
      const inputs = transcript.steps.map(({ input }) => input);
      sightings = sightingsIn(shown, secretsOf(shown, inputs));
    });
    if (update) writeFileSync(path, formatTranscript(played));
    else expect(formatTranscript(played)).toBe(formatTranscript(transcript));
    // Neither a key nor a password that was typed stands in any file or on the screen.
    expect(sightings).toEqual([]);
  });
});
