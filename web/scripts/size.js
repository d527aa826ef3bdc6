// Fails when the scripts that a browser needs before it shows the front page outgrow their budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budget = 119 * 1024;
// The entry, and what it asks for at once on the front page.
const roots = [
  'index.html',
  'src/app/LandingRoute.tsx',
  'src/locales/en.po',
  'src/features/landing/locales/en.po',
  ...process.argv.slice(2),
];

const manifest = JSON.parse(readFileSync('dist/.chunks.json', 'utf8'));
const files = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build has no chunk for ${key}.`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const next of chunk.imports ?? []) visit(next);
};
roots.forEach(visit);

let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
  total += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${file}`);
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  before the first screen, of ${budget / 1024}`);
process.exitCode = total > budget ? 1 : 0;
