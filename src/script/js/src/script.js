// A script's source as a function: compiled once for each event, then called with the names that Postman's sandbox puts in
// its scope. They are parameters, as there, so that declaring one of them again with let or const is a SyntaxError.
import { compile } from './host.js';
import { bareArray, exec, slice, table } from './intrinsics.js';
import { timerFunctions } from './timers.js';

const TEST_NAMES = ['responseCookies', 'responseHeaders', 'responseTime', 'responseCode', 'responseBody'];
// prettier-ignore
const COMMON_NAMES = [
  'JSON', '_', 'CryptoJS', 'atob', 'btoa', 'tv4', 'xml2Json', 'Backbone', 'cheerio', 'tests', 'globals', 'environment',
  'data', 'request', 'iteration', 'postman',
];
const TIMER_NAMES = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];
const API_NAMES = ['Buffer', 'console', 'pm', ...TIMER_NAMES];

/** A script that begins with this has none of the legacy names. */
const MARKER = /^(["'])use sandbox2\1;/;

/** Words that a script must hold to use the names whose values take work to make. */
const MENTIONS = new RegExp(
  `(?:^|[^\\w$.]|\\.\\.\\.)(${[...COMMON_NAMES, ...TEST_NAMES, 'Buffer', 'console', 'pm', 'this', 'eval'].join('|')})(?![\\w$])`,
  'g',
);

// One line before the script's first, which errors.js knows of. As in Postman's sandbox it makes a script's 'use strict'
// no directive, and hides the arguments.
const PROLOGUE = ';var arguments=undefined;';

/**
 * A compiled script: the function, or the error that its source is. `values` are its arguments, of which those in `wanted`
 * ({index, name}: what the source mentions) are to be filled in for each run.
 */
class Script {
  url = '';
  names = [];
  values = bareArray();
  wanted = bareArray();
  usesThis = false;
  isAsync = false;
  run = undefined;
  error = undefined;
}

function mentionsIn(code) {
  const found = table();
  MENTIONS.lastIndex = 0;
  for (let match = exec(MENTIONS, code); match !== null; match = exec(MENTIONS, code)) found[match[1]] = true;
  if (found.eval || found.this) for (let i = 0; i < ALL_NAMES.length; i++) found[ALL_NAMES[i]] = true;
  return found;
}

const ALL_NAMES = [...COMMON_NAMES, ...TEST_NAMES, 'Buffer', 'console', 'pm', 'this'];
const LEGACY_NAMES = table({
  test: [...COMMON_NAMES, ...TEST_NAMES, ...API_NAMES],
  prerequest: [...COMMON_NAMES, ...API_NAMES],
});

function compileScript(code, event, url, topLevelAwait) {
  const script = new Script();
  const mentions = mentionsIn(code);
  const names = exec(MARKER, slice(code, 0, 15)) === null ? LEGACY_NAMES[event] : API_NAMES;
  let parameters = '';
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    parameters += (index === 0 ? '' : ',') + name;
    script.values[index] = timerFunctions[name];
    if (mentions[name]) script.wanted[script.wanted.length] = { index, name };
  }
  script.url = url;
  script.names = names;
  script.usesThis = mentions.this === true;
  try {
    script.run = compile(`${PROLOGUE}\n${code}\n;`, [parameters, null], url, 1);
  } catch (error) {
    // The engine knows the line of a syntax error; its column is one of the whole function's text.
    if (typeof error.column === 'number') error.column = 0;
    script.error = error;
    if (topLevelAwait) compileAsync(script, code, parameters);
  }
  return script;
}

/** As newer sandboxes of Postman do: the script is the body of an async function. */
function compileAsync(script, code, parameters) {
  try {
    script.run = compile(`${PROLOGUE}return(async()=>{\n${code}\n;})()`, [parameters, null], script.url, 1);
    script.isAsync = true;
    script.error = undefined;
  } catch {
    // The first error says what is wrong with the script as it is.
  }
}

const compiled = table();

const sources = table();

/** The script of an execute message; its source comes with the first message that names its `codeId` only. */
export function scriptOf({ codeId, code, event, topLevelAwait }) {
  const kind = event === 'test' ? 'test' : 'prerequest';
  if (!codeId) return compileScript(code ?? '', kind, 'script', topLevelAwait === true);
  const id = `${kind}${codeId}`;
  if (code !== undefined) {
    sources[codeId] = code;
    delete compiled[`test${codeId}`];
    delete compiled[`prerequest${codeId}`];
  }
  return (compiled[id] ??= compileScript(sources[codeId] ?? '', kind, `script-${codeId}`, topLevelAwait === true));
}
