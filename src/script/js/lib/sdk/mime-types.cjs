// Stands in for mime-types in the SDK, so that its database is evaluated on the first look-up only.
module.exports = { extension: (type) => require('mime-types').extension(type) };
