// {{name}} in text, as postman-collection's Substitutor does it: names that no scope has stay as they are, what is put in
// may hold names again (19 rounds at most), and names that begin with '$' may be dynamic variables.
import { charCodeAt, replace, safeText } from '../intrinsics.js';
import { dynamicValue } from '../own-modules.js';

const NAMES = /\{\{([^{}]*?)}}/g;
const MAX_ROUNDS = 19;
const DOLLAR = 36;

/** Variable#toString: null as text, undefined as nothing. */
function textOf(value) {
  if (value === null) return 'null';
  return value === undefined ? '' : safeText(value);
}

/** Replaces in `template`; `find(name)` gives {value} or undefined. */
export function substitute(template, find) {
  let text = template;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let replaced = false;
    text = replace(text, NAMES, (match, name) => {
      const found = find(name);
      const value = found || charCodeAt(name, 0) !== DOLLAR ? found : dynamicVariable(name);
      if (!value) return match;
      replaced = true;
      return textOf(value.value);
    });
    if (!replaced) break;
  }
  return text;
}

function dynamicVariable(name) {
  const value = dynamicValue(name);
  return value === undefined ? undefined : { value };
}
