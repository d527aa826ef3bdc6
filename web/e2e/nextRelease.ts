import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { goBuild } from './goBuild';
import { repository } from './paths';

const run = promisify(execFile);
const web = join(repository, 'web');

/** A server whose app is of another release: every document and every script of it differs. */
export interface Release {
  binary: string;
  remove: () => Promise<void>;
}

/**
 * Builds the release after the one that is tested. Its documents select something more, and its server knows those of the tested one as
 * the release before. No file of the repository is touched: the app is built from a copy, and embedded by Go's overlay.
 */
export async function buildNextRelease(): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'unicornpursuit-next-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await buildApp(folder);
    const binary = join(folder, 'server');
    const overlay = join(folder, 'overlay.json');
    await writeFile(overlay, JSON.stringify({ Replace: await replacements(join(folder, 'web', 'dist')) }));
    await run(...goBuild('-overlay', overlay, '-o', binary, './server'));
    return { binary, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Builds the app from a copy of its sources in which each document is changed. */
async function buildApp(folder: string) {
  const copy = join(folder, 'web');
  await mkdir(copy);
  const left = new Set(['node_modules', 'dist', 'e2e', 'playground', 'test-results']);
  for (const name of await readdir(web))
    if (!left.has(name)) await cp(join(web, name), join(copy, name), { recursive: true });
  await symlink(join(web, 'node_modules'), join(copy, 'node_modules'));
  await cp(join(repository, 'schema.graphqls'), join(folder, 'schema.graphqls'));
  const sources = await readdir(join(copy, 'src'), { recursive: true });
  for (const name of sources.filter((source) => source.endsWith('.graphql'))) {
    const path = join(copy, 'src', name);
    await writeFile(path, changed(await readFile(path, 'utf8')));
  }
  await run('npm', ['run', 'build'], { cwd: copy });
}

/** Each query selects its type's name once more; so do the errors of mutations, and the standings, which a subscription has alone. */
function changed(documents: string): string {
  return documents
    .replaceAll(/^query \w+(\(.*\))? \{$/gm, '$&\n  release: __typename')
    .replaceAll(/^fragment (UserErrorParts|StandingsParts) on \w+ \{$/gm, '$&\n  release: __typename');
}

/** What Go's overlay puts in place of the tested app, and of the documents of the release before. */
async function replacements(dist: string): Promise<Record<string, string>> {
  const replaced: Record<string, string> = {};
  const files = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of await files(join(web, 'dist'))) {
    if (name !== '.keep') replaced[join(parentPath, name)] = '';
  }
  for (const { parentPath, name } of await files(dist)) {
    replaced[join(web, 'dist', parentPath.slice(dist.length), name)] = join(parentPath, name);
  }
  replaced[join(web, 'documents', 'released.json')] = join(web, 'dist', '.trusted-documents.json');
  return replaced;
}
