import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The API that the development server forwards to; `make run` listens there.
const api = process.env.API_URL ?? 'http://127.0.0.1:8080';

/** The app served at `/`, built into dist/ (not committed). */
export default defineConfig({
  plugins: [react()],
  build: {
    // Small assets must stay files: the page's policy is default-src 'self', which refuses data: URLs.
    assetsInlineLimit: 0,
    // The polyfill would add a script for browsers that this target excludes anyway.
    modulePreload: { polyfill: false },
    // The notices of the bundled libraries, which their licences ask to keep with copies.
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    target: 'es2023',
  },
  server: {
    proxy: { '/graphql': api, '/graphiql': api },
  },
});
