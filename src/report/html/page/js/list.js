// The list of requests: filter, order, pages of a hundred, rows that open.
const PAGE = 100;
let shown = rows;
let page = 0;

function rowItem(row) {
  const state = row.failed ? 1 : row.skipped ? 2 : 0;
  const tests = row.tests === 0 ? '' : `${row.passed}/${row.tests} tests`;
  const button = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => toggle(item, row) },
    mark(state), el('span.method', {}, row.method),
    el('span.what', {}, el('span', {}, row.name), el('span.url', { title: row.url }, row.url)),
    el(`span.num${row.code >= 400 || row.code === 0 && row.failed ? '.fail' : ''}`, {}, row.code || '–'),
    el('span.num', {}, time(row.time)), el('span.num.size.muted', {}, bytes(row.size)),
    el('span.num.iteration.muted', {}, tests, summary.iterations > 1 ? el('span', { style: 'display:block' }, `iter. ${row.iteration}`) : null));
  const item = el(row.failed ? 'li.row.failed' : 'li.row', { id: `row-${row.at}` }, button);
  return item;
}

function toggle(item, row, open = item.firstChild.getAttribute('aria-expanded') !== 'true') {
  item.firstChild.setAttribute('aria-expanded', String(open));
  item.querySelector('.detail')?.remove();
  if (open) item.append(detailBlock(row));
  history.replaceState(null, '', open ? `#${item.id}` : '#requests');
}

function showPage() {
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  page = Math.min(Math.max(page, 0), pages - 1);
  byId('rows').replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(rowItem));
  byId('pager').hidden = pages === 1;
  byId('page-at').textContent = `Page ${count(page + 1)} of ${count(pages)}`;
  byId('page-back').disabled = page === 0;
  byId('page-on').disabled = page === pages - 1;
  byId('count').textContent = shown.length === rows.length ? plural(rows.length, 'request')
    : `${count(shown.length)} of ${plural(rows.length, 'request')}`;
}

function matches(row, words, result, code, folder, iteration) {
  if (result === 'failed' && !row.failed) return false;
  if (result === 'passed' && (row.failed || row.skipped)) return false;
  if (result === 'skipped' && !row.skipped) return false;
  if (code !== '' && String(Math.floor(row.code / 100)) !== code) return false;
  if (folder !== '' && summary.items[row.item].folder !== folder) return false;
  if (iteration && row.iteration !== iteration) return false;
  if (words.length === 0) return true;
  const text = `${row.name} ${row.method} ${row.url} ${row.code} ${row.words}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function filter() {
  const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const value = (id) => byId(id).value;
  const iteration = Number(value('filter-iteration'));
  shown = rows.filter((row) => matches(row, words, value('filter-result'), value('filter-code'), value('filter-folder'), iteration));
  const order = value('filter-order');
  if (order === 'slow') shown = [...shown].sort((a, b) => (b.time ?? -1) - (a.time ?? -1));
  if (order === 'big') shown = [...shown].sort((a, b) => (b.size ?? -1) - (a.size ?? -1));
  page = 0;
  showPage();
}

/** Opens the row of an execution wherever it is, for links from the failures. */
function jump(at) {
  byId('filters').reset();
  filter();
  page = Math.floor(at / PAGE);
  showPage();
  const item = byId(`row-${at}`);
  toggle(item, rows[at], true);
  item.scrollIntoView({ block: 'start' });
  item.firstChild.focus({ preventScroll: true });
}

function turn(by) {
  page += by;
  showPage();
  byId('requests').scrollIntoView({ block: 'start' });
}

function onKey(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId('search').focus();
  } else if (event.key === 'Escape' && event.target.id === 'search') {
    event.target.value = '';
    filter();
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.matches('.row > button')) {
    const next = event.key === 'ArrowDown' ? event.target.parentNode.nextElementSibling : event.target.parentNode.previousElementSibling;
    if (next) { event.preventDefault(); next.firstChild.focus(); }
  }
}

function showList() {
  for (const folder of [...new Set(summary.items.map((item) => item.folder))].filter(Boolean)) {
    byId('filter-folder').append(el('option', { value: folder }, folder));
  }
  byId('filter-folder').parentNode.hidden = byId('filter-folder').options.length < 2;
  byId('filter-iteration').parentNode.hidden = summary.iterations < 2;
  let waiting = 0;
  byId('filters').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  byId('filters').addEventListener('submit', (event) => { event.preventDefault(); filter(); });
  byId('page-back').addEventListener('click', () => turn(-1));
  byId('page-on').addEventListener('click', () => turn(1));
  document.addEventListener('keydown', onKey);
  showPage();
  const linked = /^#row-(\d+)$/.exec(location.hash);
  if (linked && Number(linked[1]) < rows.length) jump(Number(linked[1]));
}
