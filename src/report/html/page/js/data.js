// What the run wrote into this page: a summary, one short row for each executed request, and chunks with the details,
// which are parsed when a row is opened. Every text goes into the page as text: nothing here ever builds HTML.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const summary = read('summary');

const FAILED = 1;
const SKIPPED = 2;
const rows = read('index').map((r, at) => ({
  at, iteration: r[0], item: r[1], method: r[2], url: r[3], code: r[4], time: r[5], size: r[6], flags: r[7],
  passed: r[8], tests: r[9], words: r[10],
  get name() { return summary.items[this.item].name; },
  get failed() { return (this.flags & FAILED) !== 0; },
  get skipped() { return (this.flags & SKIPPED) !== 0; },
}));

const parsedChunks = new Map();
const KEPT_CHUNKS = 8;

function detailOf(row) {
  const chunk = summary.chunks.findIndex((end) => row.at < end);
  if (!parsedChunks.has(chunk)) {
    if (parsedChunks.size >= KEPT_CHUNKS) parsedChunks.delete(parsedChunks.keys().next().value);
    parsedChunks.set(chunk, read(`chunk-${chunk}`));
  }
  return parsedChunks.get(chunk)[row.at - (chunk === 0 ? 0 : summary.chunks[chunk - 1])];
}

function time(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms > 0 && ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
  const minutes = Math.floor(ms / 60000);
  return minutes < 60 ? `${minutes} m ${Math.round((ms % 60000) / 1000)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

function bytes(n) {
  if (n === null || n === undefined) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1000;
  return `${unit === 0 ? n : n.toFixed(n < 10 ? 2 : 1)} ${units[unit]}`;
}

const count = (n) => n.toLocaleString('en-US');
const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** An element: el('p.muted', {id: 'x'}, 'text', child). Children that are not nodes become text. */
function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const byId = (id) => document.getElementById(id);
