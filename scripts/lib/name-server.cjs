// Plays the name server of somebody who has api.postman.com lead to a server of one's own: this machine.
// node --require FILE …
const dns = require("node:dns");

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => lookup(name === "api.postman.com" ? "127.0.0.1" : name, ...rest);
