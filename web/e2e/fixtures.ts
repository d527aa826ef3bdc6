import { test as base, expect } from '@playwright/test';

import { type Server, type Settings, startDevelopment, startServer } from './server';

/** What went wrong in the browser besides what a test looks at. */
export interface Watch {
  /** Requests to any other origin than the server's. */
  foreignRequests: string[];
  /** Errors on the console, which is also where Chromium reports violations of the content security policy. */
  consoleErrors: string[];
}

interface TestFixtures {
  watch: Watch;
}

interface WorkerFixtures {
  /** What is tested: the product as it is deployed, or as a developer runs it, with the playground, any document and plain http. */
  shape: 'production' | 'development';
  /** Settings of the server; a file that gives some by `test.use` has a server of its own. */
  settings: Settings;
  server: Server;
}

/** Tests with a server of their own (one per worker process) as the base URL, and a watch over every page. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  shape: ['production', { scope: 'worker', option: true }],

  settings: [{}, { scope: 'worker', option: true }],

  server: [
    async ({ shape, settings }, use) => {
      const server = await (shape === 'production' ? startServer(settings) : startDevelopment(settings));
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  watch: [
    async ({ context, server }, use) => {
      const watch: Watch = { foreignRequests: [], consoleErrors: [] };
      context.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== 'data:' && origin !== server.url) watch.foreignRequests.push(request.url());
      });
      context.on('console', (message) => {
        if (message.type() === 'error') watch.consoleErrors.push(message.text());
      });
      context.on('weberror', (error) => {
        watch.consoleErrors.push(error.error().message);
      });
      await use(watch);
    },
    { auto: true },
  ],
});

export { expect };
