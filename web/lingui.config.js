import { formatter } from '@lingui/format-po';

// Each feature has catalogs of its own, which load with its pages; the shell's hold src/app and src/shared.
/** @type {import('@lingui/conf').LinguiConfig} */
export default {
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    { path: '<rootDir>/src/features/{name}/locales/{locale}', include: ['<rootDir>/src/features/{name}/'], exclude: ['**/gql/**'] },
    { path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src/app', '<rootDir>/src/shared'], exclude: ['**/gql/**'] },
  ],
  format: formatter({ lineNumbers: false, origins: false }),
};
