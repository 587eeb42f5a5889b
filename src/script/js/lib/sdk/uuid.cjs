// Stands in for uuid in the SDK.
module.exports = require('#uuid');
