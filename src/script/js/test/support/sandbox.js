// A worker for tests: the built sandbox in a node:vm context, with a host whose answers the test gives.
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import vm from 'node:vm';

const dist = new URL('../../dist/', import.meta.url);
const sourceOf = (name) => readFileSync(new URL(name, dist), 'utf8');
const bootstrap = sourceOf('bootstrap.js');

const REQUEST = {
  url: 'http://api.test:8080/things/1?q=1&r=',
  method: 'POST',
  header: [
    { key: 'X-One', value: '1' },
    { key: 'X-Off', value: '2', disabled: true },
  ],
  body: { mode: 'raw', raw: '{"z":1}' },
};
const RESPONSE = {
  code: 200,
  status: 'OK',
  headers: [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['X-Trace', 'abc'],
  ],
  responseTime: 12,
};

/** The number of the script that `run` runs. */
const EXECUTION = 7;

const bytesOf = (text) => new Uint8Array(Buffer.from(text)).buffer;

/** A sandbox that runs scripts one after the other, as a worker does. */
export class Sandbox {
  #api;
  #context = vm.createContext({});
  #sent = [];
  #messages;
  #libraries = [];
  #codeId = 0;
  #reject;

  /** `answers`: what the parent says to messages, by their type; see `run`. */
  constructor(answers = {}) {
    this.answers = answers;
    this.#api = vm.runInContext(bootstrap, this.#context, { filename: 'bootstrap.js' })(this.#host());
  }

  /** Names of the libraries that have been evaluated. */
  get libraries() {
    return this.#libraries;
  }

  #host() {
    return {
      send: (json, blob) => this.#sent.push({ json, blob }),
      call: (json) => JSON.stringify({ value: this.answers.dynamic?.(JSON.parse(json).name) ?? null }),
      library: (name) => {
        try {
          const source = sourceOf(`lib/${name.replaceAll('/', '__')}.js`);
          this.#libraries.push(name);
          return source;
        } catch {
          return undefined;
        }
      },
      evaluate: (source, name) => vm.runInContext(source, this.#context, { filename: name }),
      // As the engine does it, so that a body cannot close the function.
      compile: (body, parameters, url) =>
        vm.runInContext('Function', this.#context)(parameters[0], `${body}\n//# sourceURL=${url}`),
      utf8Decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
      utf8Encode: bytesOf,
      now: () => performance.now(),
      random: (size) => webcrypto.getRandomValues(new Uint8Array(size)).buffer,
      onUnhandledRejection: (callback) => {
        this.#reject = callback;
      },
    };
  }

  /**
   * Runs a script to its end. `options`: event, request, response, body (text or bytes), cookies, scopes, timeout and other
   * fields of the execute message. Gives {messages, done, assertions, console, exceptions}.
   */
  async run(code, options = {}) {
    this.#messages = [];
    // In place of the test runner's listeners, which would take a script's rejection for one of the test.
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason, promise) => this.#reject(promise, reason));
    this.start(code, options);
    const { timeout } = options;
    if (timeout) setTimeout(() => this.#api.receive({ type: 'abort', id: EXECUTION }), timeout);
    await this.#drain();
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    return summarise(this.#messages);
  }

  /** Starts a script, which runs when `run` does. */
  start(code, options = {}) {
    const { body = '{"a":1,"list":[1,2]}', ...fields } = options;
    const message = {
      type: 'execute',
      id: EXECUTION,
      event: 'test',
      codeId: ++this.#codeId,
      code,
      info: { requestName: 'name', requestId: 'id-1', iteration: 0, iterationCount: 1 },
      location: ['folder', 'name'],
      locationCurrent: 'name',
      request: structuredClone(REQUEST),
      response: structuredClone(RESPONSE),
      cookies: [],
      ...fields,
    };
    this.#api.execute(message, typeof body === 'string' ? bytesOf(body) : body);
  }

  async #drain() {
    for (;;) {
      // A turn of the event loop, so that microtasks run and unhandled rejections are told.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#sent.length > 0) {
        this.#answer(this.#sent.shift().json);
        continue;
      }
      if (this.#messages.some(({ type, id }) => type === 'done' && id === EXECUTION)) return;
      const wait = this.#api.nextTimer();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 20)));
      if (wait >= 0) this.#api.fireTimers();
    }
  }

  #answer(json) {
    const { execution, ...message } = JSON.parse(json);
    assert.ok(Number.isInteger(execution), 'a message says which script speaks');
    this.#messages.push(message);
    const answer = this.answers[message.type]?.(message);
    if (answer === undefined) return;
    const { body, ...reply } = answer;
    this.#api.receive({ type: 'reply', id: message.id, ...reply }, body === undefined ? undefined : bytesOf(body));
  }
}

function summarise(messages) {
  const ofType = (type) => messages.filter((message) => message.type === type);
  return {
    messages,
    done: ofType('done')[0],
    assertions: ofType('assertions').flatMap(({ list }) => list),
    console: ofType('console'),
    exceptions: ofType('exception').map(({ error }) => error),
  };
}

/** Runs one script in a sandbox of its own. */
export const run = (code, options = {}) => new Sandbox(options.answers).run(code, options);

/** What `expression` gives in a script, as its JSON. */
export async function valueOf(expression, options = {}) {
  const result = await run(`console.log(${expression})`, options);
  if (result.done.error) throw new Error(`${result.done.error.name}: ${result.done.error.message}`);
  return result.console.at(-1).messages[0];
}
