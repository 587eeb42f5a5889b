// pm.request: the SDK's Request, made when a script first uses it, and what the script changed of it.
import { stringify } from './intrinsics.js';
import { sdk } from './modules.js';
import { defineTo } from './response.js';

/** JSON of a request as the collection format has it; undefined when a script made it something that has none. */
function requestJson(request) {
  try {
    return stringify(request.toJSON());
  } catch {
    return undefined;
  }
}

export class RequestHolder {
  #definition;
  #request = undefined;
  #before = undefined;

  constructor(definition) {
    this.#definition = definition;
  }

  /** The SDK's Request. */
  get request() {
    if (!this.#request) {
      const { Request } = sdk();
      this.#request = defineTo(new Request(this.#definition ?? undefined));
      this.#before = requestJson(this.#request);
    }
    return this.#request;
  }

  /** The request's JSON if the script changed it, else undefined. */
  changedJson() {
    if (!this.#request) return undefined;
    const after = requestJson(this.#request);
    return after === this.#before ? undefined : after;
  }
}
