// Holds the built page to its size, so that it stays quick to open: node budget.mjs FOLDER.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** In bytes, before compression: the agent serves them as they are, over loopback. */
const mostAtStart = 340_000;
const mostInFrame = 640_000;
const mostOfOne = 400_000;
const mostInAll = 2_200_000;

const folder = process.argv[2] ?? 'dist';
const page = readFileSync(join(folder, 'index.html'), 'utf8');
const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
const sizes = new Map(scripts.map((name) => [name, statSync(join(folder, 'assets', name)).size]));
const sum = (names) => names.reduce((all, name) => all + sizes.get(name), 0);
const atStart = scripts.filter((name) => page.includes(name));

/** These and all that they import before they run. */
function withImports(names) {
  const found = new Set(names);
  for (const name of found) {
    const text = readFileSync(join(folder, 'assets', name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) found.add(imported);
  }
  return [...found];
}

const checks = [
  ['scripts that the page starts with', sum(withImports(atStart)), mostAtStart],
  [
    'those and the frame around a workspace',
    sum(withImports([...atStart, ...scripts.filter((name) => name.startsWith('Frame-'))])),
    mostInFrame,
  ],
  ['largest script', Math.max(...sizes.values()), mostOfOne],
  ['all scripts', sum(scripts), mostInAll],
];
for (const [what, bytes, most] of checks) {
  const verdict = bytes <= most ? 'fits' : 'IS TOO LARGE';
  console.log(`${what}: ${Math.round(bytes / 1000)} kB of ${most / 1000} kB ${verdict}`);
  if (bytes > most) process.exitCode = 1;
}
