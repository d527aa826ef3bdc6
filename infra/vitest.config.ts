import { defineConfig } from 'vitest/config';

// Synthesis of a whole app takes seconds, and many of them where cores are few and busy.
export default defineConfig({
  // One load of the CDK for all files that a worker runs: it takes longer than the tests.
  test: { include: ['test/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000, isolate: false },
});
