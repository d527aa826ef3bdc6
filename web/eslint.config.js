import eslint from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist', 'playground/dist', 'test-results'] },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', 300],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'playground/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // The content security policy of the app refuses style attributes.
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='style']", message: 'Use a class: the policy of the page refuses style attributes.' },
      ],
    },
  },
  // Imports run one way: app, then features, then shared.
  { files: ['src/shared/**'], rules: { 'no-restricted-imports': ['error', { patterns: ['**/features/**', '**/App'] }] } },
  { files: ['src/features/**'], rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '^\\.\\./(?!\\.\\./shared/)' }] }] } },
  {
    files: ['e2e/**'],
    rules: {
      // Playwright wants a destructured first argument even where a fixture needs none.
      'no-empty-pattern': 'off',
    },
  },
);
