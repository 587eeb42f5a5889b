// The console of scripts: each call is a message to the parent.
import { stringify, table } from './intrinsics.js';
import { consoleJson } from './serialise.js';

const startOf = (level) => `"level":${stringify(level)},"messages":[`;
const STARTS = table();
for (const level of ['log', 'warn', 'debug', 'info', 'error', 'clear']) STARTS[level] = startOf(level);

/** Fields of the message about a console call. */
function callJson(level, values) {
  let json = STARTS[level];
  for (let i = 0; i < values.length; i++) json += (i === 0 ? '' : ',') + consoleJson(values[i]);
  return `${json}]`;
}

/** The same of a warning that the sandbox itself gives. */
export const warningFields = (text) => callJson('warn', [text]);

/** A console whose calls go to `emit(fields)`. */
export function makeConsole(emit) {
  return {
    log: (...values) => emit(callJson('log', values)),
    warn: (...values) => emit(callJson('warn', values)),
    debug: (...values) => emit(callJson('debug', values)),
    info: (...values) => emit(callJson('info', values)),
    error: (...values) => emit(callJson('error', values)),
    clear: (...values) => emit(callJson('clear', values)),
  };
}
