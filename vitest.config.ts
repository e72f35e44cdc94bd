import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    // Types at a real terminal with deadlines of its own: `npx vitest run test/ui/vseal.test.ts --exclude ''` on a quiet machine.
    exclude: ['node_modules/**', 'dist/**', 'test/ui/vseal.test.ts'],
    pool: 'threads',
    retry: 1,
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
