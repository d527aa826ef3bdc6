import { formatter } from '@lingui/format-po';

// Each feature has catalogs of its own, which load with its pages, and so has src/shared, but for the kit: its texts are the shell's, with
// those of src/app.
/** @type {import('@lingui/conf').LinguiConfig} */
export default {
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    {
      path: '<rootDir>/src/features/{name}/locales/{locale}',
      include: ['<rootDir>/src/features/{name}/'],
      exclude: ['**/gql/**', '**/*.test.*'],
    },
    {
      path: '<rootDir>/src/shared/locales/{locale}',
      include: ['<rootDir>/src/shared'],
      exclude: ['**/gql/**', '**/*.test.*', '<rootDir>/src/shared/ui/**'],
    },
    {
      path: '<rootDir>/src/locales/{locale}',
      include: ['<rootDir>/src/app', '<rootDir>/src/shared/ui'],
      exclude: ['**/gql/**', '**/*.test.*'],
    },
  ],
  format: formatter({ lineNumbers: false, origins: false }),
};
