// Draws the icons that can't be SVG from brand/logo.svg into public/, by the browser of the browser tests. Commit what it makes.
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from '@playwright/test';

const web = join(import.meta.dirname, '..');
const logo = readFileSync(join(web, 'brand', 'logo.svg'), 'utf8');
const background = /<rect[^>]* fill="(#[0-9a-f]+)"/.exec(logo)?.[1];
if (!background) throw new Error('brand/logo.svg has no background to fill the corners of square icons with.');

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();

/** Draws the logo as a PNG. Systems cut some icons into a shape of their own: those fill the square, `scale` keeps clear of the cut. */
async function draw(size, { square = false, scale = 1 } = {}) {
  const colour = square ? background : 'transparent';
  const image = `data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}`;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>
    body { margin: 0; background: ${colour}; display: grid; place-items: center; height: 100vh }
    img { width: ${scale * 100}vw }
  </style><img src="${image}">`);
  return page.screenshot({ omitBackground: true });
}

/** Puts PNG pictures into one ICO file: a header, an entry for each, and the pictures. */
function ico(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2); // the type: icons
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(({ size, png }, i) => {
    const entry = 6 + 16 * i;
    header.writeUInt8(size, entry);
    header.writeUInt8(size, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits of a pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

const write = (name, content) => {
  writeFileSync(join(web, 'public', name), content);
  console.log(`${String(content.length).padStart(7)}  public/${name}`);
};

const small = [];
for (const size of [16, 32, 48]) small.push({ size, png: await draw(size) });
write('favicon.ico', ico(small));
write('apple-touch-icon.png', await draw(180, { square: true, scale: 0.9 }));
write('icon-192.png', await draw(192));
write('icon-512.png', await draw(512));
write('icon-maskable-512.png', await draw(512, { square: true, scale: 0.8 }));
await browser.close();
