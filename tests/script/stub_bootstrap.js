// A stand-in for the pm bootstrap, for tests of the machinery around it: runs the script's code with `host`, `send` and
// `message` in sight, so that a test can say what any, also a hostile, worker would say. The last expression decides:
// a script ends when it returns, unless it returns "pending"; then its own code must send the end.
(host) => {
  const sources = new Map();
  const timers = [];
  let current = 0;
  const send = (message, blob) => host.send(JSON.stringify(Object.assign({ execution: current }, message)), blob);
  const describe = (e) => ({ name: String(e && e.name), message: String(e && e.message), line: 0 });
  const done = (extra) => send(Object.assign({ type: 'done' }, extra));
  const state = { replies: [] };
  return {
    execute(message, blob) {
      current = message.id;
      if (message.codeId && message.code !== undefined) sources.set(message.codeId, message.code);
      const code = message.code !== undefined ? message.code : sources.get(message.codeId);
      try {
        const script = host.compile(code, ['host', 'send', 'message', 'blob', 'done', 'timers', 'state'], 'script', 1);
        if (script(host, send, message, blob, done, timers, state) !== 'pending') done();
      } catch (e) {
        done({ error: describe(e) });
      }
    },
    receive(message, blob) {
      const handler = state.replies[message.id] || state['on_' + message.type];
      if (handler) handler(message, blob);
    },
    nextTimer: () => (timers.length === 0 ? -1 : Math.max(0, timers[0].at - host.now())),
    fireTimers() {
      while (timers.length > 0 && timers[0].at <= host.now()) timers.shift().run();
    },
  };
};
