import { join } from 'node:path';

import { type AnyRoute, createRouter } from '@tanstack/react-router';
import { type Plugin, type ResolvedConfig, runnerImport } from 'vite';

// A dot file: the server reads it, but does not serve it.
const fileName = '.pages.json';
// What the server understands of the router's patterns; see server/httpapi/static/pages.go.
const understood = /^\/$|^(\/(\$\w+|[\w-]+))+$/;

/** Lists the addresses of the app's pages, as the router knows them, so that the server answers 404 to all others. */
export function pages(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'pages',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async generateBundle() {
      const routes = join(config.root, 'src', 'app', 'routes.tsx');
      const { module } = await runnerImport<{ routeTree: AnyRoute }>(routes, { configFile: false, logLevel: 'error' });
      const patterns = Object.keys(createRouter({ routeTree: module.routeTree }).routesByPath).sort();
      for (const pattern of patterns) {
        if (!understood.test(pattern))
          throw new Error(`The server does not understand the address ${pattern} of a page.`);
      }
      this.emitFile({ type: 'asset', fileName, source: `${JSON.stringify(patterns, null, 1)}\n` });
    },
  };
}
