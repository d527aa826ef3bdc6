import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

const generated = 'persisted-documents.json';
// A dot file: the server reads it, but does not serve it.
const fileName = '.trusted-documents.json';

/** Joins the manifests of all features into one file of the build: every document that the app can send, by its hash. */
export function trustedDocuments(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'trusted-documents',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async generateBundle() {
      const source = join(config.root, 'src');
      const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(`gql/${generated}`));
      const parts = await Promise.all(
        names.map(async (name) => JSON.parse(await readFile(join(source, name), 'utf8')) as Record<string, string>),
      );
      const documents = Object.entries(Object.assign({}, ...parts) as Record<string, string>).sort(([a], [b]) =>
        a < b ? -1 : 1,
      );
      this.emitFile({ type: 'asset', fileName, source: `${JSON.stringify(Object.fromEntries(documents), null, 1)}\n` });
    },
  };
}
