import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { expect, test as base } from './fixtures';
import { repository } from './paths';

/** Tests with the development server in front of the product, on a free port. */
const test = base.extend<object, { devServer: string }>({
  devServer: [
    async ({ server }, use) => {
      const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0'], {
        cwd: join(repository, 'web'),
        env: { ...process.env, API_URL: server.url, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      await use(await printedAddress(child));
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test.use({ shape: 'development' });

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Local:\s+(http:\S+?)\/?\s/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      reject(new Error(`The development server ended with code ${code}. It printed:\n${output}`));
    });
  });
}

test('the development server shows the app, and passes its requests on', async ({ page, devServer }) => {
  await page.goto(`${devServer}/projects`);
  // The development server prepares what it serves when it is first asked.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Projects', { timeout: 60_000 });
  await expect(page.getByText('0 projects')).toBeVisible();
});
