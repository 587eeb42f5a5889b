#!/usr/bin/env node
// A browser without a window: opens the address given, follows redirects with cookies, and sends every form that it
// meets, signing in as "alice". Stands in for xdg-open in these tests.
const jar = new Map();

function keepCookies(response) {
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
}

/** The first form of a page as what its button would send. */
function readForm(html, base) {
  const form = html.match(/<form[^>]*>[\s\S]*?<\/form>/)?.[0];
  const action = form?.match(/action="([^"]*)"/)?.[1];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = input.match(/name="([^"]*)"/)?.[1];
    if (name) fields.set(name, input.match(/value="([^"]*)"/)?.[1] ?? 'alice');
  }
  return { url: new URL(action.replaceAll('&amp;', '&'), base), fields };
}

let next = { url: new URL(process.argv[2]) };
for (let step = 0; next && step < 20; ++step) {
  const response = await fetch(next.url, {
    method: next.fields ? 'POST' : 'GET',
    body: next.fields,
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  keepCookies(response);
  const location = response.headers.get('location');
  next = location ? { url: new URL(location, next.url) } : readForm(await response.text(), next.url);
}
