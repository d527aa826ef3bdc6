import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { goBuild } from './goBuild';

/** What is built, by the variable that names it to the tests. */
const programs = {
  E2E_SERVER: './server',
  E2E_LOCAL: './server/local',
  E2E_TLSEND: './web/e2e/tlsend',
};

/**
 * Builds what the tests run, unless a variable names a binary, and makes the certificate for the TLS end; returns the clean-up. The
 * workers, which start later, have its variables: Node reads NODE_EXTRA_CA_CERTS when it starts.
 */
export default function build(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'unicornpursuit-e2e-'));
  const missing = Object.entries(programs).filter(([variable]) => !process.env[variable]);
  if (missing.length > 0) {
    execFileSync(...goBuild('-o', `${directory}/`, ...missing.map(([, path]) => path)));
  }
  for (const [variable, path] of missing) process.env[variable] = join(directory, path.split('/').at(-1) ?? '');
  const certificate = join(directory, 'localhost.pem');
  process.env.E2E_KEY_HASH = execFileSync(process.env.E2E_TLSEND ?? '', ['new', certificate], {
    encoding: 'utf8',
  }).trim();
  process.env.E2E_CERTIFICATE = certificate;
  process.env.NODE_EXTRA_CA_CERTS = certificate;
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
