// Timers, and with them the end of a script: a script that set timers or sent requests ends when none of them is left, as
// in Postman's sandbox. Native code asks for the next due time and fires one timer at a time, so that microtasks run in
// between as they do in Node.js.
import { now } from './host.js';
import { apply, max, table, toNumber, trunc } from './intrinsics.js';

const MAX_DELAY = 2 ** 31 - 1;
const NOTHING = [];

class Timer {
  id = 0;
  kind = '';
  callback = undefined;
  period = 0;
  due = 0;
  next = undefined;
  previous = undefined;
  queued = false;
}

/** Timers in the order in which they fall due, equal ones in the order in which they were set. */
class Queue {
  head = undefined;
  tail = undefined;

  insert(timer) {
    let before = this.tail;
    while (before && before.due > timer.due) before = before.previous;
    timer.previous = before;
    timer.next = before ? before.next : this.head;
    if (timer.next) timer.next.previous = timer;
    else this.tail = timer;
    if (before) before.next = timer;
    else this.head = timer;
    timer.queued = true;
  }

  clear() {
    this.head = undefined;
    this.tail = undefined;
  }

  remove(timer) {
    if (!timer.queued) return;
    if (timer.previous) timer.previous.next = timer.next;
    else this.head = timer.next;
    if (timer.next) timer.next.previous = timer.previous;
    else this.tail = timer.previous;
    timer.queued = false;
    timer.next = undefined;
    timer.previous = undefined;
  }
}

/** Something to do in its turn, before any timer. */
class Task {
  run = undefined;
  next = undefined;
}

/** The timers of one script. `onError(error)` is told what callbacks throw, `onIdle()` that none is left. */
export class Timers {
  #queue = new Queue();
  #running = undefined;
  #firstTask = undefined;
  #lastTask = undefined;
  #lastId = 0;
  #pending = 0;
  #started = false;
  #sealed = false;
  #onError;
  #onIdle;

  constructor(onError, onIdle) {
    this.#onError = onError;
    this.#onIdle = onIdle;
  }

  /** How many timers and events the script waits for. */
  get pending() {
    return this.#pending;
  }

  /** setTimeout and its kin; `ms` as Node.js takes it (below 1: 1). Returns undefined when it sets none. */
  set(kind, callback, ms) {
    if (this.#sealed || typeof callback !== 'function') return undefined;
    const timer = this.#track(kind, callback);
    const delay = toNumber(ms);
    const wait = kind === 'Immediate' ? 0 : delay >= 1 && delay <= MAX_DELAY ? trunc(delay) : 1;
    timer.period = wait;
    timer.due = now() + wait;
    this.#queue.insert(timer);
    return timer.id;
  }

  clear(kind, id) {
    const timer = this.#sealed ? undefined : this.#take(kind, id);
    if (!timer) return;
    this.#queue.remove(timer);
    this.#release();
  }

  /** Waits for an answer of the parent, which `settle` brings. */
  await(callback) {
    return this.#sealed ? 0 : this.#track('Event', callback).id;
  }

  /** Calls what waits for the event `id`. */
  settle(id, ...values) {
    const timer = this.#take('Event', id);
    if (!timer || this.#sealed) return;
    this.#run(timer.callback, values);
    this.#release();
  }

  /** Runs `run` when the microtasks that there are have run, whether the script still may set timers or not. */
  soon(run) {
    const task = new Task();
    task.run = run;
    if (this.#lastTask) this.#lastTask.next = task;
    else this.#firstTask = task;
    this.#lastTask = task;
  }

  /** No timer fires any more and none can be set. */
  seal() {
    this.#sealed = true;
    this.#queue.clear();
    this.#running = undefined;
    this.#pending = 0;
  }

  /** Milliseconds until the next timer is due; -1: there is none. */
  next() {
    if (this.#firstTask) return 0;
    const { head } = this.#queue;
    return head ? max(0, head.due - now()) : -1;
  }

  /** Runs the first task, or fires the first timer that is due. */
  fire() {
    const task = this.#firstTask;
    if (task) {
      this.#firstTask = task.next;
      if (!task.next) this.#lastTask = undefined;
      task.run();
      return;
    }
    const timer = this.#queue.head;
    if (!timer || timer.due > now()) return;
    this.#queue.remove(timer);
    if (timer.kind === 'Interval') {
      timer.due = now() + timer.period;
      this.#queue.insert(timer);
      this.#run(timer.callback, NOTHING);
      return;
    }
    delete this.#running[timer.id];
    this.#run(timer.callback, NOTHING);
    this.#release();
  }

  #track(kind, callback) {
    const timer = new Timer();
    timer.id = ++this.#lastId;
    timer.kind = kind;
    timer.callback = callback;
    this.#running ??= table();
    this.#running[timer.id] = timer;
    this.#pending++;
    this.#started = true;
    return timer;
  }

  #take(kind, id) {
    const timer = typeof id === 'number' || typeof id === 'string' ? this.#running?.[id] : undefined;
    if (!timer || timer.kind !== kind) return undefined;
    delete this.#running[id];
    return timer;
  }

  #run(callback, values) {
    try {
      apply(callback, {}, values);
    } catch (error) {
      this.#onError(error);
    }
  }

  #release() {
    if (this.#sealed) return;
    this.#pending--;
    if (this.#pending === 0) this.soon(() => this.#checkIdle());
  }

  #checkIdle() {
    if (this.#pending > 0 || !this.#started) return;
    this.#started = false;
    this.#onIdle();
  }
}

let current;

/** Makes `timers` those that the scripts' functions act on. */
export function useTimers(timers) {
  current = timers;
}

/** The functions that scripts and libraries call. */
export const timerFunctions = {
  setTimeout(callback, ms) {
    return current?.set('Timeout', callback, ms);
  },
  setInterval(callback, ms) {
    return current?.set('Interval', callback, ms);
  },
  setImmediate(callback) {
    return current?.set('Immediate', callback);
  },
  clearTimeout(id) {
    current?.clear('Timeout', id);
  },
  clearInterval(id) {
    current?.clear('Interval', id);
  },
  clearImmediate(id) {
    current?.clear('Immediate', id);
  },
};
