// The scripts that run now: mostly one, but one that has the parent run a request waits while that request's scripts run.
import { Execution } from './execution.js';
import { bareArray, keys, table } from './intrinsics.js';

export class Scripts {
  #running = bareArray();
  #current = undefined;
  #questions = table();
  #lastQuestion = 0;

  start(message, blob) {
    const script = new Execution(
      message,
      blob,
      (execution, event) => this.#expectReply(execution, event),
      (execution) => this.#remove(execution),
    );
    this.#running[this.#running.length] = script;
    this.#current = script;
    script.start();
  }

  /** Gives an answer of the parent to the script that asked. */
  settle(reply, blob) {
    const question = this.#questions[reply.id];
    if (!question) return;
    delete this.#questions[reply.id];
    this.#current = question.execution;
    question.execution.settle(question.event, reply, blob);
  }

  abort(id) {
    for (let i = 0; i < this.#running.length; i++) {
      if (this.#running[i].id !== id) continue;
      this.#running[i].abort();
      return;
    }
  }

  /** An unhandled rejection: of the script that was entered last. */
  reject(reason) {
    this.#current?.reportError(reason);
  }

  nextTimer() {
    const next = this.#next();
    return next ? next.nextTimer() : -1;
  }

  fireTimers() {
    const next = this.#next();
    if (!next) return;
    this.#current = next;
    next.fireTimers();
  }

  /** The script that has something to do first. */
  #next() {
    let first;
    let least = -1;
    for (let i = this.#running.length - 1; i >= 0; i--) {
      const wait = this.#running[i].nextTimer();
      if (wait < 0 || (first && wait >= least)) continue;
      first = this.#running[i];
      least = wait;
    }
    return first;
  }

  #expectReply(execution, event) {
    const id = ++this.#lastQuestion;
    this.#questions[id] = { execution, event };
    return id;
  }

  #remove(execution) {
    const kept = bareArray();
    for (let i = 0; i < this.#running.length; i++) {
      if (this.#running[i] !== execution) kept[kept.length] = this.#running[i];
    }
    this.#running = kept;
    const ids = keys(this.#questions);
    for (let i = 0; i < ids.length; i++) {
      if (this.#questions[ids[i]].execution === execution) delete this.#questions[ids[i]];
    }
  }
}
