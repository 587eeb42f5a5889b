// A module without exports, as browserify gives for 'fs'.
module.exports = {};
