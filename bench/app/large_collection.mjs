#!/usr/bin/env node
// How soon the app is there, and how it takes a collection of 10,000 requests, by the browser's own tracing.
//   bench/app/large_collection.mjs [--signet build/release/signet] [--requests 10000] [--rounds 5]
// Wants web/node_modules and a Chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
process.env.SIGNET = resolve(option('signet', 'build/release/signet'));
const { call, importDocument, missing, startApp, startBrowser } = await import('../../web/e2e/support.mjs');
const requests = Number(option('requests', 10_000));
const rounds = Number(option('rounds', 5));

const reason = missing();
if (reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

function collection() {
  const item = Array.from({ length: requests }, (_, i) => ({
    name: `Request ${i + 1}`,
    request: {
      method: ['GET', 'POST', 'PUT', 'DELETE'][i % 4],
      header: [{ key: 'X-Number', value: String(i) }],
      url: { raw: `https://api.example.com/things/${i}?page=1` },
    },
  }));
  return {
    info: {
      name: 'Large',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item,
  };
}

/** Collects the browser's trace while `work` is done. */
async function traced(session, work) {
  const events = [];
  const take = ({ value }) => events.push(...value);
  session.on('Tracing.dataCollected', take);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'toplevel', 'disabled-by-default-devtools.timeline.frame'],
    },
  });
  await work();
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', take);
  return events;
}

/** The time between frames that were drawn, of a trace. */
function gapsOf(events) {
  const drawn = sorted(events.filter(({ name }) => name === 'DrawFrame').map(({ ts }) => ts));
  return drawn.slice(1).map((ts, i) => (ts - drawn[i]) / 1000);
}

async function openPage(browser, app) {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 850 },
  });
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByRole('treeitem', { name: 'Large' }).waitFor();
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    shown: performance.now(),
  }));
  return { context, page, ...times };
}

const data = mkdtempSync(join(tmpdir(), 'signet-bench-app-'));
const app = await startApp({ data });
const browser = await startBrowser();
try {
  const workspace = await call(app, 'POST', '/api/v1/workspaces', {
    kind: 'personal',
    name: 'Bench',
  });
  await importDocument(app, workspace.id, 'large', collection());

  const paints = [];
  const loads = [];
  const opens = [];
  const gaps = [];
  for (let round = 0; round < rounds; ++round) {
    const { context, page, paint, shown } = await openPage(browser, app);
    paints.push(paint);
    loads.push(shown);
    const session = await context.newCDPSession(page);
    const row = page.getByRole('treeitem', { name: 'Large' });
    // Everything of the tree has come, as after a moment of looking; then the click to the first rows on the screen.
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const box = await row.boundingBox();
    await page.evaluate(() => {
      document.addEventListener('pointerdown', () => performance.mark('pressed'), { once: true, capture: true });
    });
    await page.mouse.click(box.x + 60, box.y + box.height / 2);
    opens.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            // The frame after that in which they were made: they are painted by then.
            const end = () => done(performance.now() - performance.getEntriesByName('pressed')[0].startTime);
            const look = () => {
              const isShown = document.querySelectorAll('[role=treeitem]').length > 10;
              requestAnimationFrame(isShown ? end : look);
            };
            look();
          }),
      ),
    );
    const events = await traced(session, () =>
      session.send('Input.synthesizeScrollGesture', {
        x: Math.round(box.x + 60),
        y: 400,
        yDistance: -20_000,
        speed: 4_000,
        gestureSourceType: 'mouse',
      }),
    );
    gaps.push(...gapsOf(events));
    await context.close();
  }

  console.log(`${requests} requests, ${rounds} rounds, medians (worst)`);
  console.log(`first paint                         ${ms(at(paints, 0.5))} (${ms(at(paints, 1))})`);
  console.log(`page opened until the tree is there ${ms(at(loads, 0.5))} (${ms(at(loads, 1))})`);
  console.log(`click until its requests are shown  ${ms(at(opens, 0.5))} (${ms(at(opens, 1))})`);
  console.log(`scrolled 20,000 pixels              ${ms(at(gaps, 0.5))} a frame, 99 % within ${ms(at(gaps, 0.99))}`);
} finally {
  await browser.close();
  await app.end();
  rmSync(data, { recursive: true, force: true });
}
