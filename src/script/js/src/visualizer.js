// pm.visualizer: a Handlebars template and its data, rendered when the script has ended.
import { NativeError, peek, safeText, stringify } from './intrinsics.js';
import { load } from './modules.js';
import { jsonOf } from './serialise.js';

export class Visualizer {
  #set = undefined;

  /** The object that scripts see. */
  api() {
    return {
      set: (template, data, options) => {
        if (typeof template !== 'string') {
          throw new NativeError(`Invalid template. Template must be of type string, found ${typeof template}`);
        }
        if (data && typeof data !== 'object') {
          throw new NativeError(`Invalid data. Data must be an object, found ${typeof data}`);
        }
        if (options && typeof options !== 'object') {
          throw new NativeError(`Invalid options. Options must be an object, found ${typeof options}`);
        }
        this.#set = { template, data, options };
      },
      clear: () => {
        this.#set = undefined;
      },
    };
  }

  /** JSON of {html, data, options}, or of {error} when the template failed; undefined when none was set. */
  json() {
    if (!this.#set) return undefined;
    const { template, data, options } = this.#set;
    try {
      const html = load('handlebars').compile(template, options)(data);
      return `{"html":${stringify(safeText(html))},"data":${jsonOf(data)},"options":${jsonOf(options)}}`;
    } catch (error) {
      return `{"error":${stringify(safeText(peek(error, 'message') ?? error))}}`;
    }
  }
}
