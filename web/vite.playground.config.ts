import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The API that the development server forwards to; `make run` listens there.
const api = process.env.API_URL ?? 'http://127.0.0.1:8080';

/**
 * The GraphQL playground, built into playground/dist, which is committed: the server embeds it, and a fresh
 * clone has to serve it without npm. The output is deterministic, so that a rebuild can be compared with it.
 */
export default defineConfig({
  root: 'playground',
  base: '/graphiql/',
  publicDir: false,
  plugins: [react()],
  build: {
    // Small assets stay files, as everywhere in this project: fewer kinds of URL for the page's policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The notices of the bundled libraries, which their licences ask to keep with copies.
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    target: 'es2023',
    reportCompressedSize: false,
    // Monaco is one library of about 2 MB, loaded once; splitting it would not load less of it.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // GraphiQL's files carry "use no memo" for React's compiler, which has run on them already.
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: { '/graphql': api },
  },
});
