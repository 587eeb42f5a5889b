// Charts as inline SVG, each with a text that says the same for those who do not see it.
function svg(name, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function text(x, y, anchor, words) { return svg('text', { x, y, 'text-anchor': anchor }, words); }

function figure(title, note, label, drawing) {
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  return el('figure.chart.panel', {}, el('figcaption', {}, el('b', {}, title), el('span.muted', {}, note)), drawing);
}

/** A round number at or above `value`. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((n) => n >= value);
}

function seriesChart(series) {
  const W = 640, H = 210, L = 52, R = 10, T = 8, B = 24;
  const top = ceiling(Math.max(1, ...series.map((p) => p[2])));
  const x = (i) => L + (series.length < 2 ? (W - L - R) / 2 : (i * (W - L - R)) / (series.length - 1));
  const y = (v) => T + (H - T - B) * (1 - v / top);
  const drawing = svg('svg', { viewBox: `0 0 ${W} ${H}` });
  for (const share of [0, 0.5, 1]) {
    drawing.append(svg('line', { class: 'axis', x1: L, x2: W - R, y1: y(top * share), y2: y(top * share) }),
      text(L - 8, y(top * share) + 4, 'end', time(top * share)));
  }
  const band = series.map((p, i) => `${x(i)},${y(p[2])}`).concat(series.map((p, i) => `${x(i)},${y(p[0])}`).reverse());
  drawing.append(svg('polygon', { class: 'band', points: band.join(' ') }),
    svg('polyline', { class: 'line', points: series.map((p, i) => `${x(i)},${y(p[1])}`).join(' ') }));
  if (series.length < 60) series.forEach((p, i) => drawing.append(svg('circle', { cx: x(i), cy: y(p[1]), r: 2.5, class: 'bar' })));
  series.forEach((p, i) => { if (p[3]) drawing.append(svg('path', { class: 'mark', d: `M${x(i) - 4} ${H - B + 8} l4 -7 l4 7 z` })); });
  drawing.append(text(L, H - 4, 'start', 'start'), text(W - R, H - 4, 'end', 'end of run'));
  const failures = series.some((p) => p[3]) ? ' · ▲ failures' : '';
  return figure('Over the run', `mean, and band of fastest to slowest${failures}`,
    `Response time over the run: mean ${time(summary.response.average)}, slowest ${time(summary.response.max)}`, drawing);
}

function histogramChart(bins) {
  const W = 420, H = 210, L = 40, R = 8, T = 8, B = 24;
  const top = Math.max(1, ...bins.map((b) => b[1]));
  const step = (W - L - R) / bins.length;
  const drawing = svg('svg', { viewBox: `0 0 ${W} ${H}` });
  for (const share of [0, 0.5, 1]) {
    const at = T + (H - T - B) * (1 - share);
    drawing.append(svg('line', { class: 'axis', x1: L, x2: W - R, y1: at, y2: at }),
      text(L - 6, at + 4, 'end', share === 0.5 && top < 2 ? '' : count(Math.round(top * share))));
  }
  bins.forEach((bin, i) => {
    const height = bin[1] === 0 ? 0 : Math.max(2, ((H - T - B) * bin[1]) / top);
    const width = Math.min(step - 2, 44);
    const bar = svg('rect', { class: 'bar', x: L + i * step + (step - width) / 2, y: H - B - height, width, height, rx: 2 });
    bar.append(svg('title', {}, `up to ${time(bin[0])}: ${count(bin[1])}`));
    drawing.append(bar);
    const every = Math.ceil(bins.length / 6);
    if (i % every === 0) drawing.append(text(L + (i + 0.5) * step, H - 6, 'middle', `≤${time(bin[0])}`));
  });
  const p = summary.percentiles;
  return figure('Distribution', `p50 ${time(p[0])} · p95 ${time(p[1])} · p99 ${time(p[2])}`,
    `Half of the responses took up to ${time(p[0])}, 95 percent up to ${time(p[1])}`, drawing);
}

function showCharts() {
  const place = byId('charts');
  if (summary.series.length === 0) {
    place.replaceWith(el('p.panel.muted', {}, 'No response was received.'));
    return;
  }
  place.append(seriesChart(summary.series), histogramChart(summary.histogram));
}
