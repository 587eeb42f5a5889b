// Errors as messages: {name, message, stack, line, column}, positions being those in the script as its author wrote it.
import {
  charCodeAt,
  indexOf,
  isInteger,
  lastIndexOf,
  peek,
  safeText,
  slice,
  startsWith,
  stringify,
} from './intrinsics.js';

/**
 * Lines that a function's text has before the script's first one: JavaScriptCore writes the head of a function made from
 * a string in two, and the prologue of script.js is one.
 */
const LINES_BEFORE = 3;
const NEWLINE = 10;

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** "12:5" of the end of a frame as {line, column} of the script. */
function position(text) {
  const colon = indexOf(text, ':');
  if (colon < 0) return undefined;
  const line = +slice(text, 0, colon) - LINES_BEFORE;
  const column = +slice(text, colon + 1);
  return isInteger(line) && line > 0 && isInteger(column) ? { line, column } : undefined;
}

/** The frames of JavaScriptCore's stack text ("name@url:line:column" a line) that lie in the script named `url`. */
function scriptFrames(stack, url) {
  const frames = { text: '', first: undefined };
  for (let start = 0; start < stack.length; ) {
    let end = indexOf(stack, '\n', start);
    if (end < 0) end = stack.length;
    const line = slice(stack, start, end);
    const at = lastIndexOf(line, `@${url}:`);
    const place = at < 0 ? undefined : position(slice(line, at + url.length + 2));
    if (place) {
      frames.first ??= place;
      const name = slice(line, 0, at);
      const called = name === '' || name === 'anonymous' ? '' : `${name} `;
      frames.text += `\n    at ${called}(script:${place.line}:${place.column})`;
    }
    start = end + 1;
  }
  return frames;
}

/** Where the error was made: the engine's own note if it is of the script, else the first frame in it. */
function whereOf(error, url, frames) {
  if (peek(error, 'sourceURL') === url) {
    const line = peek(error, 'line') - LINES_BEFORE;
    const column = peek(error, 'column');
    if (isInteger(line) && line > 0) return { line, column: isInteger(column) ? column : 0 };
  }
  return frames.first;
}

function textField(error, key, fallback) {
  const value = isObject(error) ? peek(error, key) : undefined;
  if (value === undefined || value === null) return fallback;
  return typeof value === 'string' ? value : safeText(value);
}

function fields(error, name, message, url) {
  let json = `{"name":${stringify(name)},"message":${stringify(message)}`;
  const stack = isObject(error) ? peek(error, 'stack') : undefined;
  if (typeof stack === 'string') {
    const frames = scriptFrames(stack, url);
    const native = startsWith(stack, name) && charCodeAt(stack, name.length) !== NEWLINE;
    json += `,"stack":${stringify(native ? stack : `${name}: ${message}${frames.text}`)}`;
    const where = whereOf(error, url, frames);
    if (where) json += `,"line":${where.line},"column":${where.column}`;
  }
  return json;
}

/** JSON of an error that a script threw: what is no error has the text of the thrown value besides. */
export function scriptErrorJson(error, url) {
  const json = fields(error, textField(error, 'name', 'Error'), textField(error, 'message', ''), url);
  return isObject(error) ? `${json}}` : `${json},"value":${stringify(safeText(error))}}`;
}

/** JSON of a test's error. Newman names what has no name AssertionError, and gives it the test's name for a message. */
export function testErrorJson(error, testName, url) {
  return `${fields(error, textField(error, 'name', 'AssertionError'), textField(error, 'message', testName), url)}}`;
}
