import { join } from 'node:path';

import { lingui } from '@lingui/vite-plugin';
import { type Plugin, type ResolvedConfig, type Rolldown, runnerImport } from 'vite';

import { linguiMacro } from './linguiMacro';

type Bundle = Rolldown.OutputBundle;

/** As src/app/firstScreens.ts has it, which is of the browser's part and can't be imported here. */
interface Drawn {
  entrance: { page: string; script: string; texts: string[] } | null;
  locale: string;
  html: string;
  status: string;
}

/** What every page loads as soon as its frame is there, or to ask for data. */
const always = [
  'src/app/Preferences.tsx',
  'src/shared/api/cache.ts',
  'src/shared/api/requests.ts',
  'src/app/cacheRules.ts',
];

/**
 * Makes the HTML of the pages, in each language: pages/<address>.<language>.html for those that people come in by, and
 * pages/any.<language>.html for all others. It shows the page's first screen before any script has loaded, and names all that the page
 * needs, so that a browser asks for it at once. The server chooses among them: server/httpapi/static/pages.go.
 */
export function firstScreens(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'first-screens',
    apply: 'build',
    enforce: 'post',
    configResolved(resolved) {
      config = resolved;
    },
    async generateBundle(_, bundle) {
      const template = bundle['index.html'];
      if (template?.type !== 'asset') throw new Error('The build has no index.html.');
      const index = String(template.source);
      const logo = assetOf(bundle, 'brand/logo.svg');
      for (const { entrance, locale, html, status } of await draw(config.root)) {
        const wanted = entrance ? [entrance.script, ...entrance.texts.map((folder) => `${folder}/${locale}.po`)] : [];
        const scripts = filesOf(bundle, config.root, [`src/locales/${locale}.po`, ...wanted, ...always]);
        const screen = before(pictureOf(html).replaceAll('/brand/logo.svg', logo), status);
        const name = entrance ? entrance.page.slice(1) || 'index' : 'any';
        this.emitFile({
          type: 'asset',
          fileName: `pages/${name}.${locale}.html`,
          source: page(index, locale, screen, scripts),
        });
      }
    },
  };
}

async function draw(root: string): Promise<Drawn[]> {
  const source = join(root, 'src', 'app', 'firstScreens.ts');
  const { module } = await runnerImport<{ firstScreens: Drawn[] }>(source, {
    configFile: false,
    logLevel: 'error',
    root,
    build: { assetsInlineLimit: 0 },
    plugins: [linguiMacro(), lingui()],
  });
  return module.firstScreens;
}

function assetOf(bundle: Bundle, source: string): string {
  const asset = Object.values(bundle).find((file) => file.type === 'asset' && file.originalFileNames.includes(source));
  if (!asset) throw new Error(`The build has no ${source}.`);
  return `/${asset.fileName}`;
}

/** The scripts that hold these modules or lead to them, with all that they import. */
function filesOf(bundle: Bundle, root: string, modules: string[]): Set<string> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const files = new Set<string>();
  const add = (chunk: Rolldown.OutputChunk) => {
    if (files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name) ?? chunk);
  };
  for (const module of modules) {
    const id = join(root, module);
    const holders = chunks.filter(({ moduleIds, facadeModuleId }) => moduleIds.includes(id) || facadeModuleId === id);
    if (holders.length === 0) throw new Error(`No script has ${module}.`);
    holders.forEach(add);
  }
  return files;
}

/**
 * The page's HTML: the app's index with its first screen, and with the scripts that the index does not name. Scripts have a low priority, since
 * the picture needs only the styles, which would share the network with them.
 */
function page(index: string, locale: string, screen: string, scripts: Set<string>): string {
  const more = [...scripts]
    .filter((file) => !index.includes(`/${file}"`))
    .map((file) => `    <link rel="modulepreload" crossorigin href="/${file}">\n`);
  return index
    .replace('  </head>', () => `${more.join('')}  </head>`)
    .replaceAll('rel="modulepreload"', 'rel="modulepreload" fetchpriority="low"')
    .replace('<html lang="en">', `<html lang="${locale}">`)
    .replace('<div id="app"></div>', () => `<div id="app">${screen}</div>`);
}

/**
 * What is there until the app is. The picture is hidden from assistive technology: nobody should begin to read, or look for a button, in
 * what is about to be replaced. They learn that the page loads.
 */
function before(picture: string, status: string): string {
  const loading = `<main class="sr-only"><h1>Unicorn Pursuit</h1><p>${status}</p></main>`;
  return `<div class="first-screen">${loading}<div aria-hidden="true">${picture}</div></div>`;
}

/** What controls and links become: nothing can be pressed or filled in before there is a script that takes it. */
const controls = /<(\/?)(?:a|button|form|label|option|select|textarea)(?=[\s>])/g;
/** What only means something to programs. */
const attributes =
  / (?:id|for|href|role|tabindex|type|name|value|autocomplete|placeholder|enterkeyhint|lang|disabled|novalidate|aria-(?!hidden|current)[\w-]+|data-[\w-]+)="[^"]*"/gi;

/** Makes a picture of a page: it looks like the page, but has nothing that can be used. */
function pictureOf(html: string): string {
  return html
    .replace(/^(?:<link rel="preload"[^>]*>)+/, '')
    .replaceAll(/<!--.*?-->/g, '')
    .replaceAll(/(<select\b[^>]*>)<option\b[^>]*>[^<]*<\/option>(?=<\/select>)/g, '$1') // a guess that depends on the device
    .replaceAll(/<option\b[^>]* selected=""[^>]*>/g, '<span class="chosen">')
    .replaceAll(/<input\b([^>]*)\/>/g, '<span$1></span>')
    .replaceAll(controls, '<$1span')
    .replaceAll(attributes, '');
}
