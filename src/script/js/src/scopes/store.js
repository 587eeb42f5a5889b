// The worker's copy of one variable scope, as the parent has it: what a script changes goes in when the script has ended,
// in the form in which the parent takes it too, so that neither must send the whole scope to the other.
import { bareArray, isArray, keys, stringify, table } from '../intrinsics.js';
import { castIn, typeNamed } from './variable-types.js';

/** One variable. An object that came from the parent is kept as text, so that no script can change what others see. */
class Variable {
  key = '';
  type = 'any';
  value = undefined;
  text = undefined;
  disabled = false;

  /** Takes a value that JSON can hold. */
  put(value) {
    const kept = castIn(this.type, value);
    const isObject = typeof kept === 'object' && kept !== null;
    this.value = isObject ? undefined : kept;
    this.text = isObject ? stringify(kept) : undefined;
  }
}

function variableOf(definition) {
  const variable = new Variable();
  variable.key = typeof definition.key === 'string' ? definition.key : `${definition.key}`;
  variable.type = typeNamed(definition.type, 'any');
  if (definition.value !== undefined) variable.put(definition.value);
  variable.disabled = definition.disabled === true;
  return variable;
}

export class Store {
  id = undefined;
  name = undefined;
  #definitions = [];
  #list = undefined;
  #enabled = undefined;

  /** Replaces everything: `definition` is {id, name, values} or the list of values. */
  load(definition) {
    const isList = isArray(definition);
    this.id = isList ? undefined : definition.id;
    this.name = isList ? undefined : definition.name;
    this.#definitions = (isList ? definition : definition.values) ?? [];
    this.#list = undefined;
  }

  /** All variables, in order. */
  get list() {
    if (!this.#list) this.#index();
    return this.#list;
  }

  /** The variable that a look-up of `key` finds: the last one of that key that is enabled. */
  find(key) {
    if (!this.#list) this.#index();
    return this.#enabled[key];
  }

  /** What the parent does with a mutation; `value` is what JSON made of it. */
  set(key, value, type) {
    let variable = this.find(key);
    if (!variable) {
      variable = new Variable();
      variable.key = key;
      this.#list[this.#list.length] = variable;
      this.#enabled[key] = variable;
    }
    variable.type = typeNamed(type, variable.type);
    variable.put(value);
  }

  unset(key) {
    if (!this.find(key)) return;
    const kept = bareArray();
    for (let i = 0; i < this.#list.length; i++) {
      const variable = this.#list[i];
      if (variable.disabled || variable.key !== key) kept[kept.length] = variable;
    }
    this.#list = kept;
    delete this.#enabled[key];
  }

  #index() {
    this.#list = bareArray();
    this.#enabled = table();
    const definitions = this.#definitions;
    for (let i = 0; i < definitions.length; i++) {
      if (!definitions[i]) continue;
      const variable = variableOf(definitions[i]);
      this.#list[this.#list.length] = variable;
      if (!variable.disabled) this.#enabled[variable.key] = variable;
    }
    this.#definitions = [];
  }
}

/** A scope of plain values (an iteration's data row), which scripts cannot change for others. */
export function rowStore(row) {
  const store = new Store();
  const values = bareArray();
  const names = keys(row);
  for (let i = 0; i < names.length; i++) values[i] = { key: names[i], value: row[names[i]] };
  store.load(values);
  return store;
}
