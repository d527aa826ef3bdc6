import { defineConfig } from 'vitest/config';

// Synthesis of a whole app takes seconds where cores are few.
export default defineConfig({
  // One load of the CDK for all files that a worker runs: it takes longer than the tests.
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000, isolate: false },
});
