import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

// Not the dot files, which the server sends to nobody.
const text = /(^|\/)[^./][^/]*\.(css|html|ico|js|json|md|svg|txt|webmanifest)$/;

/** Puts `<name>.br` and `<name>.gz` next to every text file of a build, for the server to send as they are. */
export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const folder = join(config.root, config.build.outDir);
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => text.test(name)).map((name) => compress(join(folder, name))));
    },
  };
}

/** A compressed file that is not smaller than its source is not written. */
async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  const variants = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all(
    variants.map(async (variant, i) => {
      if (variant.length < content.length) await writeFile(`${file}.${i === 0 ? 'br' : 'gz'}`, variant);
    }),
  );
}
