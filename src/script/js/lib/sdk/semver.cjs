// Stands in for semver in the SDK, which only parses with it (its Version class).
module.exports = { parse: (version) => require('semver').parse(version) };
