// The opened part of a row: assertions, errors, request and response, console, visualizer.
const STATES = [['✓', 'pass', 'passed'], ['✕', 'fail', 'failed'], ['–', 'skipped', 'skipped']];

function mark(state) {
  const [symbol, style, word] = STATES[state];
  return el(`span.${style}`, {}, el('span', { 'aria-hidden': 'true' }, symbol), el('span.visually-hidden', {}, word));
}

function block(title, ...content) { return el('div', {}, el('h3', {}, title), ...content); }

function fold(title, open, ...content) { return el('details', { open }, el('summary', {}, title), ...content); }

/** JSON is shown indented, other text as it is. A clipped body is not JSON any more and stays as it came. */
function pretty(body, type) {
  if (!/json/i.test(type ?? '') && !/^\s*[[{]/.test(body)) return body;
  try { return JSON.stringify(JSON.parse(body), null, 2); } catch { return body; }
}

function headerList(pairs) {
  return el('dl.headers', {}, pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function phaseBar(phases) {
  const parts = phases.filter(([name, ms]) => name !== 'total' && ms > 0);
  const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
  if (total <= 0) return null;
  const bar = el('div.phases', { 'aria-hidden': 'true' }, parts.map(([, ms], i) => {
    const part = el(`i.part-${i % 5}`);
    part.style.width = `${(100 * ms) / total}%`;
    return part;
  }));
  return el('div', {}, bar, el('p.legend', {}, parts.map(([name, ms], i) => el('span', {}, el(`i.part-${i % 5}`), `${name} ${time(ms)}`))));
}

function tlsFold([agreed, cautions, chain, client]) {
  const list = (title, lines) => lines.flatMap((line, i) => [el('dt', {}, i === 0 ? title : ''), el('dd', {}, line)]);
  const rows = [...list('Agreed', [agreed.join(' · ')]), ...list('Chain', chain), ...list('Client certificate', client)];
  return fold(`TLS · ${agreed[0]} · ${agreed[1]}`, cautions.length > 0,
    ...cautions.map((line) => el('p.skipped', {}, `⚠ ${line}`)), el('dl.headers', {}, rows));
}

function exchangeBlock(x, many) {
  const status = x.error ? el('span.fail', {}, '✕ no response') : el('span', {}, `${x.code} ${x.status}`);
  const box = el('div.exchange', {},
    el('p.line-one', {}, el('b', {}, x.method), x.url),
    el('p', {}, status, x.error ? '' : ` · ${time(x.time)} · ${bytes(x.size)}`, x.script ? el('span.muted', {}, ' · sent by a script') : ''));
  (x.hops ?? []).forEach((hop) => box.append(el('p.muted.line-one', {}, `↪ ${hop}`)));
  if (x.error) box.append(el('pre.error', {}, x.error));
  if (x.help) box.append(el('p.muted', {}, x.help));
  if (x.phases) { const bar = phaseBar(x.phases); if (bar) box.append(bar); }
  if (x.body !== undefined) {
    box.append(fold(`Response body${x.type ? ` · ${x.type}` : ''}`, !many,
      x.body === null ? el('p.muted', {}, 'Binary data, not shown.') : el('pre', { tabindex: '0' }, pretty(x.body, x.type))));
  }
  if (x.tls) box.append(tlsFold(x.tls));
  if (x.headers?.length) box.append(fold(`Response headers · ${x.headers.length}`, false, headerList(x.headers)));
  if (x.sentHeaders?.length) box.append(fold(`Request headers · ${x.sentHeaders.length}`, false, headerList(x.sentHeaders)));
  if (x.sent) box.append(fold(`Request body · ${x.sentMode}`, false, el('pre', { tabindex: '0' }, pretty(x.sent, ''))));
  return box;
}

function visualizer(html) {
  // No allow-* token: the page of a collection runs no script, sends no form and opens no window here.
  const frame = el('iframe', { sandbox: '', title: 'Visualizer output', loading: 'lazy', referrerpolicy: 'no-referrer' });
  frame.srcdoc = html;
  return frame;
}

function detailBlock(row) {
  const d = detailOf(row);
  const box = el('div.detail', {});
  if (d.errors?.length) {
    box.append(block('Script errors', ...d.errors.map(([where, message]) => el('pre.error', {}, `${where}\n${message}`))));
  }
  if (d.tests?.length) {
    box.append(block('Assertions', el('ol.tests', {}, d.tests.map(([name, state, message]) =>
      el('li', {}, mark(state), el('span', {}, name), message ? el('pre.error', {}, message) : null)))));
  }
  if (d.moreTests) box.append(el('p.muted', {}, `and ${plural(d.moreTests, 'more assertion')}`));
  if (d.exchanges.length) box.append(el('div', {}, d.exchanges.map((x) => exchangeBlock(x, d.exchanges.length > 1))));
  else box.append(el('p.muted', {}, row.skipped ? 'A script skipped this request.' : 'No request was sent.'));
  if (d.moreExchanges) box.append(el('p.muted', {}, `and ${plural(d.moreExchanges, 'more request')} sent by scripts`));
  if (d.logs?.length) {
    box.append(block('Console', el('ol.logs', {}, d.logs.map(([level, words]) =>
      el('li', {}, el(`span.level${level === 'error' ? '.fail' : level === 'warn' ? '.skipped' : ''}`, {}, level), el('span', {}, words))))));
  }
  if (d.visualizer) box.append(block('Visualizer', visualizer(d.visualizer)));
  return box;
}
