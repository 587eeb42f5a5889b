// Stands in for file-type in the SDK: evaluated on the first look at a body's magic numbers.
module.exports = (bytes) => require('file-type')(bytes);
