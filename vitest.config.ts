import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun last, one of these would keep one worker busy for minutes while the other has nothing left to do. */
const LONG =
  /\/(?:failover-matrix|transcripts|datacenter-examples|killed|rekey-killed|in-place-crash|conversion-crash|vcenter-move|evacuation)\S*\.test\.ts$/;

class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'threads',
    // One more than the cores that CI has: many files wait for terminals and timeouts.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongFilesFirst },
  },
});
