// The sandbox's entry: `bootstrap(host)` takes the worker's native functions and gives it the sandbox's.
import { Execution } from './execution.js';
import { install } from './host.js';
import { setPrototypeOf } from './intrinsics.js';
import { load, require, setStandIns } from './modules.js';
import { isLight } from './response.js';
import { isLightScope } from './scopes/scope.js';
import { offerSugar } from './sugar.js';
import { prepareUniverse } from './universe.js';

export function bootstrap(host) {
  install(host);
  prepareUniverse(require);
  setStandIns((object, name) => (name === 'Response' ? isLight(object) : isLightScope(object)));
  let current;
  host.onUnhandledRejection((_, reason) => current?.reportError(reason));
  return {
    /** Starts a script; one that still runs is given up. */
    execute(message, blob) {
      offerSugar();
      current?.abort();
      current = new Execution(message, blob);
      current.start();
    },
    /** Takes an answer of the parent, or its order to stop. */
    receive(message, blob) {
      setPrototypeOf(message, null);
      if (message.type === 'reply') current?.settle(message, blob);
      else if (message.type === 'abort') current?.abort();
    },
    /** Milliseconds until a timer is due; -1: none is. */
    nextTimer: () => (current ? current.timers.next() : -1),
    /** Fires the timer that is due. */
    fireTimers: () => current?.timers.fire(),
    /** Does what would make the first script slow. */
    warmUp() {
      offerSugar();
      load('chai');
    },
  };
}
