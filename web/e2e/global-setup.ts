import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { repository } from './paths';

/** Builds the server once for all tests, unless E2E_SERVER names a binary to test; returns the clean-up. */
export default function buildServer(): (() => void) | undefined {
  if (process.env.E2E_SERVER) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'unicornpursuit-e2e-'));
  const binary = join(directory, 'local');
  execFileSync('go', ['build', '-o', binary, './server/local'], { cwd: repository, stdio: 'inherit' });
  process.env.E2E_SERVER = binary;
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
