import { lingui } from '@lingui/vite-plugin';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { firstScreens } from './build/firstScreens';
import { linguiMacro } from './build/linguiMacro';
import { pages } from './build/pages';
import { precompress } from './build/precompress';
import { trustedDocuments } from './build/trustedDocuments';

// The API that the development server forwards to; `make run` listens there.
const api = process.env.API_URL ?? 'http://127.0.0.1:8080';

// The server takes requests for its own origin only: the browser's Origin is of the development server, so it is put right.
const proxied = {
  target: api,
  changeOrigin: true,
  headers: { Origin: new URL(api).origin },
};

// Each piece of a page is a request, and shares the network with the styles that the first paint waits for: so few, by when they are needed.
// The rest of src loads with the pages that use it.

/** The frame of every page, and what the entry is made of. */
const shell = [
  'app/(catalogs|Footer|Frame|Header|landing|navigation|Navigation|PagePending|projects|router|routes|sayUpdated)',
  'features/\\w+/(catalogs|routes)',
  'shared/api/(client|codes|lazyExchange|session|SessionProvider|stream|streamStatus|trustedDocuments)',
  'shared/(catalogs|gql/graphql|i18n/i18n|routing/page|routing/returnTo|routing/root|persistently|startOver|theme)',
  'shared/ui/(Button|OfflineBanner|PageHeading|Spinner|ToastRegion|classes|icons|states|toasts|useOnline)',
];

/** What data need: the cache and its rules, with the documents of the features that are in them. */
const data = [
  'app/cacheRules',
  'features/(\\w+/cache|(leaderboard|projects|voting)/gql/graphql)',
  'shared/api/(cache|distinctMutations|errors|pages|releases|requests|usePages)',
];

/** What nearly every page shows. */
const kit = [
  'app/Preferences',
  'shared/account/(EligibilityNotice|ownerName)',
  'shared/forms/useTypedSearch',
  'shared/(characters|typed)',
  'shared/ui/(Alert|Card|ErrorState|Field|LanguageSwitch|LoadMore|PagedList|PageIntro|Select|Table|TextField|ThemeSwitch)',
];

/** Forms with their rules. */
const forms = [
  'features/accounts/(FormPage|signUpDraft|gql/graphql)',
  'shared/account/(policy|gql/graphql)',
  'shared/forms/(authenticator|PhoneNumberField|schemas|useApiForm|useTypedBefore|zod)',
  'shared/ui/(PasswordField|PhoneField)',
];

const of = (modules: string[]) => new RegExp(`/src/(${modules.join('|')})\\.tsx?$`);

/** The app served at `/`, built into dist/ (not committed). */
export default defineConfig({
  plugins: [
    linguiMacro(),
    react(),
    lingui(),
    tailwindcss(),
    trustedDocuments(),
    pages(),
    firstScreens(),
    precompress(),
  ],
  build: {
    // Small assets must stay files: the page's policy is default-src 'self', which refuses data: URLs.
    assetsInlineLimit: 0,
    // The polyfill would add a script for browsers that this target excludes anyway.
    modulePreload: { polyfill: false },
    // What `npm run size` reads to find the scripts before the first screen. A dot file: the server serves it to nobody.
    manifest: '.chunks.json',
    // The notices of the bundled libraries, which their licences ask to keep with copies.
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    target: 'es2023',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs changes rarely, compresses better in one piece, and stays cached over releases.
            {
              name: 'vendor',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|urql|@urql\/core|wonka|@lingui|@0no-co)\//,
            },
            { name: 'shell', test: of(shell) },
            { name: 'data', test: (id) => of(data).test(id) || id.includes('/@urql/exchange-graphcache/') },
            { name: 'kit', test: of(kit) },
            {
              name: 'forms',
              test: (id) => of(forms).test(id) || /node_modules\/(@hookform|react-hook-form|zod)\//.test(id),
            },
          ],
        },
      },
    },
  },
  // Not the playground, which has a configuration of its own: its workers can't be prepared by this one.
  optimizeDeps: { entries: ['index.html'] },
  server: {
    proxy: { '/graphql': proxied, '/graphiql': proxied, '/auth': proxied },
  },
  test: {
    // A file that wants a page says so in its first line: a page takes longer to set up than most tests to run.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/*.test.js'],
    setupFiles: ['src/test/setup.ts'],
    // Otherwise it would get a copy of graphql of its own, which does not know the schemas of the other.
    server: { deps: { inline: ['@graphql-inspector/core'] } },
    restoreMocks: true,
    // For a busy machine; a test waits for single things less long (src/test/eventually.ts).
    testTimeout: 30_000,
  },
});
