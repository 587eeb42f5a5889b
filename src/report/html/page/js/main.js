// The upper part of the page: verdict, numbers, failures, table by request.
function showVerdict() {
  const passed = summary.failures === 0 && !summary.error;
  document.title = `${passed ? '✓' : '✕'} ${document.title}`;
  byId('verdict').append(
    passed ? el('span.badge.pass', {}, '✓ Passed') : el('span.badge.fail', {}, `✕ ${summary.failures ? plural(summary.failures, 'failure') : 'Stopped'}`),
    el('span', {}, new Date(summary.started).toLocaleString()), el('span', {}, `took ${time(summary.duration)}`));
  if (summary.interrupted) byId('verdict').append(el('span.badge.skipped', {}, 'interrupted'));
  if (summary.error) byId('main').prepend(el('pre.error', { style: 'margin-top:1.5rem' }, summary.error));
}

function card(label, value, note, failed) {
  return el('div.card', {}, el('dt', {}, label), el('dd', {}, value, note ? el(failed ? 'small.fail' : 'small', {}, note) : null));
}

function showCards() {
  const failed = (counter) => (counter[1] ? `✕ ${count(counter[1])} failed` : '✓ none failed');
  const { counts, response } = summary;
  const counted = (label, counter) => card(label, count(counter[0]), counter[0] ? failed(counter) : 'none run', counter[1] > 0);
  byId('cards').append(counted('Requests', counts.requests), counted('Assertions', counts.assertions),
    counted('Scripts', counts.scripts), card('Iterations', count(counts.iterations[0])),
    card('Mean response', time(response.average), `${time(response.min)} – ${time(response.max)}`),
    card('Received', bytes(summary.received)));
}

/** The same failure over many iterations is one entry that names them. */
function groups() {
  const found = new Map();
  for (const [at, item, iteration, test, place, name, message] of read('failure-data')) {
    const key = JSON.stringify([item, test, place, message]);
    if (!found.has(key)) found.set(key, { item, test, place, name, message, where: [] });
    found.get(key).where.push([at, iteration]);
  }
  return [...found.values()];
}

function failureItem(group) {
  const shownJumps = group.where.slice(0, 12).filter(([at]) => at >= 0);
  const rest = group.where.length - shownJumps.length;
  const label = (iteration) => (summary.iterations > 1 ? `iteration ${count(iteration)}` : 'show the request');
  return el('li.failure', {},
    el('div.failure-head', {}, el('span.fail', { 'aria-hidden': 'true' }, '✕'), el('strong', {}, group.test || group.name),
      el('span.failure-where', {}, `${group.item < 0 ? '' : summary.items[group.item].name} · ${group.place}`)),
    el('pre.error', {}, group.message || group.name),
    el('div.jumps', {}, group.where.length > 1 ? `${count(group.where.length)} times:` : null,
      shownJumps.map(([at, iteration]) => el('button', { type: 'button', onclick: () => jump(at) }, label(iteration))),
      rest > 0 ? `and ${count(rest)} more` : null));
}

function showFailures() {
  const all = groups();
  if (all.length === 0) return;
  byId('failures').hidden = false;
  let listed = 0;
  const more = () => {
    byId('failure-list').append(...all.slice(listed, listed + 50).map(failureItem));
    listed = Math.min(all.length, listed + 50);
    byId('failures-more').hidden = listed === all.length;
  };
  byId('failures-more').addEventListener('click', more);
  byId('failures-title').textContent = `Failures · ${count(summary.failures)}`;
  more();
}

function itemRow(item, slowest) {
  const meter = el('span.meter', { 'aria-hidden': 'true' }, el('i'), el('i'));
  meter.children[0].style.width = `${(100 * item.max) / slowest}%`;
  meter.children[1].style.width = `${(100 * item.average) / slowest}%`;
  return el('tr', {}, el('td', {}, item.name), el('td', {}, count(item.executed)),
    el(item.failed ? 'td.fail' : 'td.muted', {}, item.failed ? `✕ ${count(item.failed)}` : '0'),
    el('td', {}, time(item.average)), el('td', {}, time(item.p95)), el('td', {}, time(item.max)), el('td', {}, meter));
}

function showItems() {
  const table = byId('items');
  table.append(el('thead', {}, el('tr', {}, ['Request', 'Runs', 'Failed', 'Mean', 'p95', 'Slowest', ''].map((t) => el('th', { scope: 'col' }, t)))));
  const slowest = Math.max(1, ...summary.items.map((item) => item.max));
  const body = el('tbody');
  table.append(body);
  const show = (items) => body.replaceChildren(...items.map((item) => itemRow(item, slowest)));
  show(summary.items.slice(0, 25));
  byId('items-more').hidden = summary.items.length <= 25;
  byId('items-more').textContent = `Show all ${count(summary.items.length)}`;
  byId('items-more').addEventListener('click', () => { show(summary.items); byId('items-more').hidden = true; });
}

function showFooter() {
  byId('footer').append(`Made by signet ${summary.version}. `,
    summary.leftOut ? `${plural(summary.leftOut, 'passed request')} of this long run are counted above but not listed. ` : '',
    'This file loads nothing from the network.');
}

showVerdict();
showCards();
showFailures();
showCharts();
showItems();
showList();
showFooter();
