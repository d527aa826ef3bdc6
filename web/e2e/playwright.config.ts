import { defineConfig } from '@playwright/test';

/** Browser tests against the product as it is deployed, with the loopback AWS stand-ins, in the machine's own Chromium. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  outputDir: '../test-results',
  globalSetup: './global-setup.ts',
  // Each has a server of its own, and waits for it about half of the time.
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      // No sandbox, since CI runs as root; the rest keeps Chromium from talking to anybody but the server.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // The key of the TLS end is trusted, rather than errors ignored: what comes with an error is not cached.
        ...(process.env.E2E_KEY_HASH ? [`--ignore-certificate-errors-spki-list=${process.env.E2E_KEY_HASH}`] : []),
      ],
    },
  },
});
