// One script: from the parent's `execute` message to the `done` that answers it.
import { makeConsole, warningFields } from './console.js';
import { makeCookies } from './cookie-jar.js';
import { scriptErrorJson } from './errors.js';
import { send } from './host.js';
import {
  apply,
  NativeError,
  NativeGlobal,
  parse,
  safeText,
  setPrototypeOf,
  stringify,
  table,
  then,
} from './intrinsics.js';
import { LegacyNames } from './legacy.js';
import { load } from './modules.js';
import { Postman } from './pm.js';
import { RequestHolder } from './request.js';
import { Requests } from './requests.js';
import { makeResponse } from './response.js';
import { commit, VariableScope } from './scopes/scope.js';
import { rowStore, Store } from './scopes/store.js';
import { scriptOf } from './script.js';
import { jsonOf } from './serialise.js';
import { TestRunner } from './test.js';
import { Timers, useTimers } from './timers.js';
import { ALLOWED } from './universe.js';
import { makeVault } from './vault.js';
import { Visualizer } from './visualizer.js';

/** The scopes whose changes go back to the parent. */
const SHARED_SCOPES = ['environment', 'globals', 'collection', 'local'];

const stores = table();
for (const name of SHARED_SCOPES) stores[name] = new Store();
let row = {};
let rowValues = rowStore(row);

/** Takes the scopes that the parent has changed since it last sent them. */
function takeScopes(scopes) {
  if (!scopes) return;
  setPrototypeOf(scopes, null);
  for (let i = 0; i < SHARED_SCOPES.length; i++) {
    const definition = scopes[SHARED_SCOPES[i]];
    if (definition) stores[SHARED_SCOPES[i]].load(definition);
  }
  if (scopes.data) {
    row = scopes.data;
    rowValues = rowStore(row);
  }
}

export class Execution {
  timers = undefined;
  tests = undefined;
  requests = undefined;
  visualizer = undefined;
  requestHolder = undefined;
  #id;
  #expectReply;
  #onEnd;
  #message;
  #blob;
  #script;
  #scopes = table();
  #response = undefined;
  #closed = false;
  #isWaiting = false;
  #isSkipped = false;
  #isAwaited = false;
  #isEnding = false;
  #nextRequest = undefined;
  #legacy = undefined;
  #isOver = false;
  #done = '';
  #pm;

  /** `expectReply(execution, event)` gives the number of a question to the parent; `onEnd(execution)` is told of the end. */
  constructor(message, blob, expectReply, onEnd) {
    setPrototypeOf(message, null);
    this.#id = +message.id;
    this.#expectReply = expectReply;
    this.#onEnd = onEnd;
    takeScopes(message.scopes);
    this.#message = message;
    this.#blob = blob;
    this.#script = scriptOf(message);
    this.timers = new Timers(
      (error) => this.reportError(error),
      () => this.#idle(),
    );
    this.tests = new TestRunner((type, fields) => this.#emit(type, fields), this.#script.url);
    this.requests = new Requests(
      (type, fields, onReply) => this.#ask(type, fields, onReply),
      () => this.#changes(),
      takeScopes,
    );
    this.visualizer = new Visualizer();
    this.requestHolder = new RequestHolder(message.request);
    this.#pm = new Postman(this);
  }

  get id() {
    return this.#id;
  }

  get event() {
    return this.#message.event;
  }

  get info() {
    return this.#message.info ?? {};
  }

  get location() {
    return this.#message.location ?? [];
  }

  get locationCurrent() {
    return this.#message.locationCurrent;
  }

  get response() {
    if (this.event !== 'test') return undefined;
    return (this.#response ??= makeResponse(this.#message.response ?? {}, this.#blob));
  }

  /** The scope of that name as this script sees it. */
  scope(name) {
    return (this.#scopes[name] ??= this.#makeScope(name));
  }

  #makeScope(name) {
    if (name === 'data') return new VariableScope(rowValues);
    if (name !== 'local') return new VariableScope(stores[name]);
    const layers = [this.#pm.iterationData, this.scope('environment'), this.scope('collection'), this.scope('globals')];
    return new VariableScope(stores.local, layers, true);
  }

  makeCookies() {
    return makeCookies(this.#message.cookies, (method, args, callback) => {
      this.#ask('cookies', `"method":${stringify(method)},"args":${args}`, (reply) => {
        callback(reply.error ? reply.error.message : null, reply.value);
      });
    });
  }

  makeVault() {
    return makeVault((type, fields, onReply) => this.#ask(type, fields, onReply));
  }

  setNextRequest(request) {
    // A name or an id, or null; undefined says nothing, as in newman.
    if (request === undefined) this.#nextRequest = undefined;
    else this.#nextRequest = request === null ? 'null' : stringify(safeText(request));
  }

  /** pm.execution.skipRequest: what the script does from here on has no effect any more. */
  skip() {
    if (this.#closed) return;
    this.#isSkipped = true;
    this.#close('');
    this.timers.seal();
    this.timers.soon(() => this.#end());
  }

  /** Tells an error outside the script's own flow. Nothing truthy was thrown: no error, as in newman. */
  reportError(error) {
    if (error) this.#emit('exception', `"error":${scriptErrorJson(error, this.#script.url)}`);
  }

  /** Runs the script. Its end comes by a timer, after the microtasks that it left. */
  start() {
    useTimers(this.timers);
    if (this.#script.error) {
      this.#afterScript(this.#script.error);
      return;
    }
    let promise;
    try {
      const parameters = this.#parameters();
      promise = apply(this.#script.run, this.#thisValue(parameters), parameters);
    } catch (error) {
      this.#afterScript(error);
      return;
    }
    if (this.#script.isAsync) this.#awaitScript(promise);
    else this.#afterScript();
  }

  /** The values of the script's parameters; those that it does not mention are undefined. */
  #parameters() {
    const { values, wanted } = this.#script;
    for (let i = 0; i < wanted.length; i++) values[wanted[i].index] = this.#parameter(wanted[i].name);
    return values;
  }

  #parameter(name) {
    if (name === 'pm') return this.#pm;
    if (name === 'console') return makeConsole((fields) => this.#emit('console', fields));
    if (name === 'Buffer') return load('buffer').Buffer;
    this.#legacy ??= new LegacyNames(this.#pm, this);
    return this.#legacy.value(name);
  }

  /** `this` of a script: an object of everything in its scope. */
  #thisValue(parameters) {
    if (!this.#script.usesThis) return undefined;
    const scope = {};
    for (let i = 0; i < ALLOWED.length; i++) scope[ALLOWED[i]] = NativeGlobal[ALLOWED[i]];
    const { names } = this.#script;
    for (let i = 0; i < names.length; i++) scope[names[i]] = parameters[i];
    return scope;
  }

  /** A warning in the console, as the sandbox itself gives it. */
  warn(text) {
    this.#emit('console', warningFields(text));
  }

  /** The data row, a copy for this script. */
  get row() {
    return parse(jsonOf(row));
  }

  /** Milliseconds until this script has something to do; -1: it waits for the parent. */
  nextTimer() {
    return this.timers.next();
  }

  /** Does what is due. */
  fireTimers() {
    useTimers(this.timers);
    this.timers.fire();
  }

  /** The parent's answer to what waits as `event`. */
  settle(event, reply, blob) {
    useTimers(this.timers);
    this.timers.settle(event, reply, blob);
  }

  /** The script's time is over. */
  abort() {
    this.#end(new NativeError('sandbox: asynchronous script execution timeout'));
  }

  /** A script with top-level await: it has run when its promise is settled. */
  #awaitScript(promise) {
    this.#isAwaited = true;
    const settle = (error) => {
      this.#isAwaited = false;
      this.#afterScript(error);
    };
    then(promise, () => settle(), settle);
    this.timers.soon(() => {
      if (this.timers.pending === 0) this.#idle();
    });
  }

  /** The script's own code has run. As in newman, its error ends it only when it waits for nothing. */
  #afterScript(error) {
    this.#isWaiting = this.timers.pending > 0;
    if (this.#legacy) this.tests.reportLegacy(this.#legacy.finish());
    this.#isEnding = true;
    this.timers.soon(() => {
      this.#isEnding = false;
      if (this.#isWaiting || this.timers.pending > 0) {
        this.#isWaiting = true;
        this.reportError(error);
        if (this.timers.pending === 0) this.#end();
      } else {
        this.#end(error);
      }
    });
  }

  /** No timer and no request is left, and the microtasks have run. */
  #idle() {
    if (this.#isEnding) return;
    this.#end(this.#isAwaited ? new NativeError('the script awaits what nothing can bring about any more') : undefined);
  }

  #end(error) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.timers.seal();
    this.tests.finish();
    this.#close(error ? `,"error":${scriptErrorJson(error, this.#script.url)}` : '');
    this.#onEnd(this);
    send(this.#done);
  }

  /** Makes the `done` message of what the script has changed so far; nothing else is said from then on. */
  #close(error) {
    if (this.#closed) return;
    let json = `{"type":"done","execution":${this.#id},"id":${this.#id}${error}`;
    if (this.#nextRequest !== undefined) json += `,"nextRequest":${this.#nextRequest}`;
    if (this.#isSkipped) json += ',"skipRequest":true';
    const request = this.requestHolder.changedJson();
    if (request !== undefined) json += `,"request":${request}`;
    const visualizer = this.visualizer.json();
    if (visualizer !== undefined) json += `,"visualizer":${visualizer}`;
    this.#done = `${json}${this.#changes()}}`;
    this.#closed = true;
  }

  /** The field for what the script has changed in its scopes and not told yet; '' when there is nothing. */
  #changes() {
    let json = '';
    for (let i = 0; i < SHARED_SCOPES.length; i++) {
      const name = SHARED_SCOPES[i];
      const mutations = this.#scopes[name] ? commit(this.#scopes[name]) : '';
      if (mutations !== '') json += `${json === '' ? '' : ','}"${name}":[${mutations}]`;
    }
    return json === '' ? '' : `,"scopes":{${json}}`;
  }

  #emit(type, fields) {
    if (!this.#closed) send(`{"type":"${type}","execution":${this.#id},${fields}}`);
  }

  /** Asks the parent for something. The script waits until `onReply(reply, blob)` has been called. */
  #ask(type, fields, onReply) {
    if (this.#closed) return;
    const event = this.timers.await(onReply);
    this.#emit(type, `"id":${this.#expectReply(this, event)},${fields}`);
  }
}
