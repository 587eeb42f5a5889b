// Holds the built page to its size, so that it stays quick to open: node budget.mjs FOLDER.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** In bytes, before compression: the agent serves them as they are, over loopback. */
const mostAtStart = 640_000;
const mostOfOne = 640_000;
const mostInAll = 2_200_000;

const folder = process.argv[2] ?? 'dist';
const page = readFileSync(join(folder, 'index.html'), 'utf8');
const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
const sizes = new Map(scripts.map((name) => [name, statSync(join(folder, 'assets', name)).size]));
const sum = (names) => names.reduce((all, name) => all + sizes.get(name), 0);

const checks = [
  ['scripts that the page starts with', sum(scripts.filter((name) => page.includes(name))), mostAtStart],
  ['largest script', Math.max(...sizes.values()), mostOfOne],
  ['all scripts', sum(scripts), mostInAll],
];
for (const [what, bytes, most] of checks) {
  const verdict = bytes <= most ? 'fits' : 'IS TOO LARGE';
  console.log(`${what}: ${Math.round(bytes / 1000)} kB of ${most / 1000} kB ${verdict}`);
  if (bytes > most) process.exitCode = 1;
}
