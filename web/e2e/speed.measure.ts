// Not a test: it prints how fast pages come up (npm run speed).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { signInByApi } from './accounts';
import { test } from './fixtures';
import { type FirstScreen, asOnASlowPhone, entrances, openFirst } from './throttling';
import { castVote, createProject, newVoter } from './voters';

const runs = 3;
let cookie = '';

test.use({ viewport: { width: 390, height: 844 } });
test.describe.configure({ timeout: 600_000 });

test.beforeAll(async ({ server }) => {
  const [owner, voter] = [await newVoter(server), await newVoter(server)];
  const titles = ['Kites', 'Quiet rooms', 'Bikes at every office', 'A choir', 'Lunch with strangers', 'Fewer meetings'];
  for (const [i, title] of titles.entries()) {
    const id = await createProject(server, owner, title);
    if (i < 5) await castVote(server, voter, id, i + 1);
  }
  cookie = (await signInByApi(server, voter.email)).cookie ?? '';
});

for (const { path, complete } of entrances) {
  for (const who of path === '/sign-up' ? ['guest'] : ['guest', 'voter']) {
    test(`${path} on a slow phone, ${who}`, async ({ browser, server }) => {
      const all: FirstScreen[] = [];
      for (let run = 0; run < runs; run += 1) {
        const context = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 } });
        const [name = '', value = ''] = cookie.split(/=(.*)/);
        if (who === 'voter') await context.addCookies([{ name, value, url: server.url, secure: true, httpOnly: true }]);
        const page = await context.newPage();
        await asOnASlowPhone(page);
        all.push(await openFirst(page, path, complete(page)));
        await context.close();
      }
      const of = (name: 'firstContentfulPaint' | 'largestContentfulPaint' | 'usable' | 'shift' | 'requestsBefore') =>
        median(all.map((screen) => screen[name]));
      console.log(
        `${path}, ${who}: ${of('requestsBefore')} requests before the first paint at ${of('firstContentfulPaint')} ms, ` +
          `largest at ${of('largestContentfulPaint')} ms, usable at ${of('usable')} ms, shift ${of('shift').toFixed(4)}`,
      );
      for (const line of all.at(-1)?.moved ?? []) console.log(`  moved ${line}`);
    });
  }

  test(`${path} by Lighthouse`, async ({ server }) => {
    const scores: number[] = [];
    let metrics = '';
    for (let run = 0; run < runs; run += 1) {
      const { stdout } = await promisify(execFile)('npx', lighthouse(server.url + path), {
        env: { ...process.env, CHROME_PATH: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' },
        maxBuffer: 1e8,
      });
      const { categories, audits } = JSON.parse(stdout) as {
        categories: { performance: { score: number } };
        audits: Record<string, { displayValue?: string }>;
      };
      scores.push(categories.performance.score * 100);
      const names = [
        'first-contentful-paint',
        'largest-contentful-paint',
        'total-blocking-time',
        'cumulative-layout-shift',
      ];
      metrics = names.map((name) => `${name} ${audits[name]?.displayValue ?? '?'}`).join(', ');
    }
    console.log(`${path}: Lighthouse ${median(scores)} of ${scores.join(', ')}; the last: ${metrics}`);
  });
}

/** Its mobile run with simulated throttling, which depends less on the machine. Too large for this project's packages, it comes by npx. */
function lighthouse(url: string): string[] {
  const flags = ['--headless=new', '--no-sandbox', `--ignore-certificate-errors-spki-list=${process.env.E2E_KEY_HASH}`];
  const options = ['--only-categories=performance', '--output=json', '--quiet', `--chrome-flags=${flags.join(' ')}`];
  // A page with a live stream never falls silent, which is what it would wait for.
  return ['--yes', 'lighthouse@12.8.2', url, '--max-wait-for-load=20000', ...options];
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
