// The sandbox's entry: `bootstrap(host)` takes the worker's native functions and gives it the sandbox's.
import { install } from './host.js';
import { setPrototypeOf } from './intrinsics.js';
import { load, require, setStandIns } from './modules.js';
import { isLight } from './response.js';
import { isLightScope } from './scopes/scope.js';
import { Scripts } from './scripts.js';
import { offerSugar } from './sugar.js';
import { prepareUniverse } from './universe.js';

export function bootstrap(host) {
  install(host);
  prepareUniverse(require);
  setStandIns((object, name) => (name === 'Response' ? isLight(object) : isLightScope(object)));
  const scripts = new Scripts();
  host.onUnhandledRejection((_, reason) => scripts.reject(reason));
  return {
    /** Starts a script. Others may wait meanwhile for requests that they have the parent run. */
    execute(message, blob) {
      offerSugar();
      scripts.start(message, blob);
    },
    /** Takes an answer of the parent, or its order to stop a script. */
    receive(message, blob) {
      setPrototypeOf(message, null);
      if (message.type === 'reply') scripts.settle(message, blob);
      else if (message.type === 'abort') scripts.abort(message.id);
    },
    /** Milliseconds until a script has something to do; -1: none has. */
    nextTimer: () => scripts.nextTimer(),
    /** Does what is due. */
    fireTimers: () => scripts.fireTimers(),
    /** Does what would make the first script slow. */
    warmUp() {
      offerSugar();
      load('chai');
    },
  };
}
