import { describe, expect, it } from 'vitest';
import { busyResource, type PlannedMigration } from '../../src/vmotion/concurrency.ts';

const move = (
  destinationHost: string,
  datastores: string[] = [],
  networkBitsPerSecond = 10e9,
): PlannedMigration => ({
  sourceHost: 'esx-1',
  destinationHost,
  datastores,
  networkBitsPerSecond,
});

/** How many of these would run at once. */
function started(queue: readonly PlannedMigration[]): number {
  const running: PlannedMigration[] = [];
  for (const next of queue) if (busyResource(running, next) === undefined) running.push(next);
  return running.length;
}

describe('migrations at once', () => {
  it('are eight per host at 10 Gb/s and four at 1 Gb/s', () => {
    expect(started(Array.from({ length: 100 }, (_, i) => move(`esx-${2 + (i % 3)}`)))).toBe(8);
    expect(started(Array.from({ length: 100 }, () => move('esx-2', [], 1e9)))).toBe(4);
  });

  it('are two per host when disks move too', () => {
    expect(started(Array.from({ length: 10 }, () => move('esx-2', ['ds-1', 'ds-2'])))).toBe(2);
  });

  it('name what they wait for', () => {
    const running = Array.from({ length: 8 }, () => move('esx-2'));
    expect(busyResource(running, move('esx-3'))).toBe('host esx-1');
    expect(busyResource([], move('esx-3'))).toBeUndefined();
  });

  it('never overload a datastore', () => {
    const queue = Array.from({ length: 20 }, (_, i) => ({
      ...move(`b-${i}`, ['ds-1']),
      sourceHost: `a-${i}`,
    }));
    expect(started(queue)).toBe(8);
  });
});
