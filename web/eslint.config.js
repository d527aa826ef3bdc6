import eslint from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist', 'playground/dist', 'test-results', 'src/**/gql'] },
  eslint.configs.recommended,
  { rules: { 'max-lines': ['error', 400] } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'playground/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // The content security policy of the app refuses styles in markup (React's own `style` goes by the DOM, and passes).
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Write elements: markup in strings is neither safe nor let through by the policy of the page.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/**/*.test.{ts,tsx}', 'src/test/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID', message: 'Use randomId: this one exists in secure contexts only.' },
      ],
    },
  },
  { files: ['scripts/**'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
  {
    files: ['public/**'],
    languageOptions: {
      globals: {
        addEventListener: 'readonly',
        document: 'readonly',
        HTMLElement: 'readonly',
        localStorage: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['e2e/**'],
    rules: {
      // Playwright wants a destructured first argument even where a fixture needs none.
      'no-empty-pattern': 'off',
    },
  },
);
