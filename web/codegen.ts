import { readdirSync } from 'node:fs';

import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import type { CodegenConfig } from '@graphql-codegen/cli';

const features = readdirSync('src/features').map((name) => `src/features/${name}`);

/**
 * One output per folder, so that a page loads the documents of its own feature only. Each folder sees the fragments of
 * src/shared too.
 */
const outputs = ['src/shared', 'src/shared/account', ...features].map((folder) => [
  `${folder}/gql/`,
  {
    preset: 'client',
    // What the first screen does not need has a folder of its own in src/shared, out of the scripts before that screen.
    documents: [
      ...new Set([`${folder}/**/*.graphql`, 'src/shared/api/fragments.graphql']),
      ...(folder === 'src/shared' ? ['!src/shared/account/*.graphql'] : []),
    ],
    presetConfig: {
      fragmentMasking: false,
      persistedDocuments: { hashAlgorithm: 'sha256' },
    },
    documentTransforms: [addTypenameSelectionDocumentTransform],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      strictScalars: true,
      scalars: {
        ID: 'string',
        Cursor: 'string',
        DateTime: 'string',
        EmailAddress: 'string',
        JSON: 'unknown',
        PhoneNumber: 'string',
      },
    },
  },
]);

const config: CodegenConfig = {
  schema: '../schema.graphqls',
  ignoreNoDocuments: true,
  generates: Object.fromEntries(outputs) as CodegenConfig['generates'],
};

export default config;
