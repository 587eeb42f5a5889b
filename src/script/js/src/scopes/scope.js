// pm.environment, pm.globals ...: Postman's VariableScope without the SDK. Values are read from the store, changes are kept
// beside it until the script ends. The members that scripts seldom use (values, toJSON ...) turn the object, in place, into
// the SDK's own VariableScope.
import {
  apply,
  bareArray,
  defineProperty,
  isArray,
  keys,
  parse,
  setPrototypeOf,
  stringify,
  table,
  toText,
} from '../intrinsics.js';
import { becomesOnAccess } from '../lazy.js';
import { sdk } from '../modules.js';
import { uuid } from '../own-modules.js';
import { jsonOf } from '../serialise.js';
import { substitute } from './substitute.js';
import { castIn, castOut, typeNamed } from './variable-types.js';

/** What a script did to one variable: set it (perhaps at the end of the list) or removed it. */
class Change {
  key = '';
  removed = false;
  appended = false;
  type = 'any';
  value = undefined; // as kept
  raw = undefined; // as given to set()
}

const nameOf = (key) => (typeof key === 'string' ? key : toText(key));

/** Turns a scope into the SDK's VariableScope, in place, unless it is one; returns it. */
export let toSdk;
/** Takes over what the script changed: into the store, and as the JSON of a list of mutations ('' when there is none). */
export let commit;

/** True for a scope that has not been turned into the SDK's. */
export let isLightScope;

export class VariableScope {
  #store;
  #layers;
  #keepsTypes;
  #changes = undefined;
  #cleared = false;
  #objects = undefined;
  #isSdk = false;

  /** `layers`: the scopes that look-ups go on to. `keepsTypes`: whether the parent is told of set()'s third argument. */
  constructor(store, layers, keepsTypes = false) {
    this.#store = store;
    this.#layers = layers;
    this.#keepsTypes = keepsTypes;
    if (store.name !== undefined) this.name = store.name;
  }

  get id() {
    const id = this.#store.id ?? uuid();
    defineProperty(this, 'id', { value: id, writable: true, enumerable: true, configurable: true });
    return id;
  }

  set id(id) {
    defineProperty(this, 'id', { value: id, writable: true, enumerable: true, configurable: true });
  }

  get(key) {
    return this.#lookUp(nameOf(key))?.value;
  }

  has(key) {
    return this.#lookUp(nameOf(key)) !== undefined;
  }

  set(key, value, type) {
    const name = nameOf(key);
    const change = new Change();
    const changed = this.#changes?.[name];
    const stored = this.#cleared ? undefined : this.#store.find(name);
    const before = changed ? (changed.removed ? undefined : changed) : stored;
    change.key = name;
    change.appended = changed ? changed.appended || changed.removed : !stored;
    change.type = typeNamed(typeof type === 'string' ? type : undefined, before ? before.type : 'any');
    change.value = castIn(change.type, value);
    change.raw = value;
    this.#change(change);
  }

  unset(key) {
    const change = new Change();
    change.key = nameOf(key);
    change.removed = true;
    this.#change(change);
  }

  clear() {
    const entries = this.#entries(true);
    for (let i = 0; i < entries.length; i++) this.unset(entries[i].key);
    this.#cleared = true;
  }

  toObject(excludeDisabled) {
    const object = {};
    const layers = this.#layers ?? [];
    for (let i = layers.length - 1; i >= 0; i--) layers[i].#copyTo(object, !excludeDisabled);
    this.#copyTo(object, !excludeDisabled);
    return object;
  }

  replaceIn(template) {
    if (typeof template === 'string') {
      return template === '' ? '' : substitute(template, (name) => this.#lookUp(name));
    }
    return typeof template === 'object' && template !== null ? toSdk(this).replaceIn(template) : template;
  }

  /** A look-up here and in the layers: {value}, or undefined. */
  #lookUp(name) {
    const own = this.#find(name);
    if (own || !this.#layers) return own;
    for (let i = 0; i < this.#layers.length; i++) {
      const found = this.#layers[i].#find(name);
      if (found) return found;
    }
    return undefined;
  }

  #find(name) {
    if (this.#isSdk) return this.has(name) ? { value: this.get(name) } : undefined;
    const changed = this.#changes?.[name];
    if (changed) return changed.removed ? undefined : { value: castOut(changed.type, changed.value) };
    const stored = this.#cleared ? undefined : this.#store.find(name);
    return stored ? { value: this.#valueOf(stored) } : undefined;
  }

  /** A stored value; an object is the same one for as long as the script runs. */
  #valueOf(stored) {
    if (stored.text === undefined) return castOut(stored.type, stored.value);
    this.#objects ??= table();
    return (this.#objects[stored.key] ??= parse(stored.text));
  }

  #change(change) {
    this.#changes ??= table();
    // Keys keep the order in which they were first changed, as in the SDK's mutation tracker.
    this.#changes[change.key] = change;
  }

  /** The variables that the script sees, in their order: {key, type, value (as kept), disabled}. */
  #entries(withDisabled) {
    const entries = bareArray();
    const list = this.#cleared ? [] : this.#store.list;
    for (let i = 0; i < list.length; i++) {
      const stored = list[i];
      const changed = stored.disabled ? undefined : this.#changes?.[stored.key];
      if (stored.disabled && !withDisabled) continue;
      if (changed) {
        if (!changed.removed && !changed.appended) entries[entries.length] = changed;
      } else {
        const { key, type, text } = stored;
        const entry = { key, type, value: text === undefined ? stored.value : this.#valueOf(stored) };
        if (stored.disabled) entry.disabled = true;
        entries[entries.length] = entry;
      }
    }
    const names = this.#changes ? keys(this.#changes) : [];
    for (let i = 0; i < names.length; i++) {
      const changed = this.#changes[names[i]];
      if (!changed.removed && (changed.appended || this.#cleared)) entries[entries.length] = changed;
    }
    return entries;
  }

  #copyTo(object, withDisabled) {
    if (this.#isSdk) {
      const values = this.values.toObject(!withDisabled);
      for (const key in values) object[key] = values[key];
      return;
    }
    const entries = this.#entries(withDisabled);
    for (let i = 0; i < entries.length; i++) object[entries[i].key] = castOut(entries[i].type, entries[i].value);
  }

  #becomeSdk() {
    if (this.#isSdk) return;
    const { VariableScope: SdkScope } = sdk();
    const definition = { id: this.id, name: this.name, values: this.#entries(true) };
    const compacted = {};
    const names = this.#changes ? keys(this.#changes) : [];
    for (let i = 0; i < names.length; i++) {
      const { removed, raw } = this.#changes[names[i]];
      compacted[names[i]] = removed ? [names[i]] : [names[i], raw];
    }
    this.#isSdk = true;
    delete this.id;
    delete this.name;
    setPrototypeOf(this, SdkScope.prototype);
    apply(SdkScope, this, [definition]);
    this.enableTracking({ autoCompact: true });
    this.mutations.compacted = compacted;
    const layers = this.#layers ?? [];
    for (let i = 0; i < layers.length; i++) this.addLayer(toSdk(layers[i]).values);
  }

  #commit() {
    const changes = this.#isSdk ? sdkChanges(this) : this.#changes;
    if (!changes) return '';
    let json = '';
    const names = keys(changes);
    for (let i = 0; i < names.length; i++) json += (i === 0 ? '' : ',') + this.#commitChange(changes[names[i]]);
    if (this.#isSdk) forgetSdkChanges(this);
    this.#changes = undefined;
    this.#cleared = false;
    this.#objects = undefined;
    return json;
  }

  #commitChange(change) {
    const key = stringify(change.key);
    if (change.removed) {
      this.#store.unset(change.key);
      return `["unset",${key}]`;
    }
    const value = jsonOf(change.raw);
    const type = this.#keepsTypes && change.type !== 'any' ? change.type : undefined;
    this.#store.set(change.key, parse(value), type);
    return type ? `["set",${key},${value},${stringify(type)}]` : `["set",${key},${value}]`;
  }

  static _postman_propertyName = 'VariableScope';

  static {
    // Not static methods: scripts can reach the class.
    toSdk = (scope) => {
      scope.#becomeSdk();
      return scope;
    };
    commit = (scope) => scope.#commit();
    isLightScope = (value) => typeof value === 'object' && value !== null && #isSdk in value && !value.#isSdk;
  }
}

defineProperty(VariableScope, 'name', { value: 'PostmanVariableScope', configurable: true });

function forgetSdkChanges(scope) {
  try {
    scope.mutations.compacted = {};
  } catch {
    // As in sdkChanges.
  }
}

/** The changes that an SDK scope has tracked, as far as a script has left them in shape. */
function sdkChanges(scope) {
  const changes = table();
  try {
    const tracked = scope.mutations.compacted;
    const names = keys(tracked);
    for (let i = 0; i < names.length; i++) {
      const mutation = tracked[names[i]];
      if (!isArray(mutation) || mutation.length === 0) continue;
      const change = new Change();
      change.key = nameOf(mutation[0]);
      change.removed = mutation.length < 2;
      change.raw = mutation[1];
      changes[names[i]] = change;
    }
  } catch {
    // What a script made of the tracker is its own affair.
  }
  return changes;
}

// prettier-ignore
const SDK_MEMBERS = [
  'values', 'mutations', '_layers', '_postman_enableTracking', 'toJSON', 'variables', 'enableTracking', 'disableTracking',
  'applyMutation', 'syncVariablesFrom', 'syncVariablesTo', 'addLayer', 'describe', 'description', 'toObjectResolved',
  'findSubstitutions', 'forEachParent', 'findInParents', 'findParentContaining', 'meta', 'parent', 'setParent',
];
becomesOnAccess(VariableScope.prototype, SDK_MEMBERS, (scope) => toSdk(scope));
