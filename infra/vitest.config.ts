import { defineConfig } from 'vitest/config';

// Synthesis of a whole app takes seconds where cores are few.
export default defineConfig({ test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } });
