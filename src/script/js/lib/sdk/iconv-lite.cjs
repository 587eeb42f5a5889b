// Stands in for iconv-lite in the SDK: UTF-8 is decoded natively, and the tables of the other encodings are evaluated
// only when a response says that it has one.
const utf8 = require('#utf8');
const isUtf8 = (charset) => /^utf-?8$/i.test(charset);

module.exports = {
  encodingExists: (charset) => isUtf8(charset) || require('iconv-lite').encodingExists(charset),
  decode: (bytes, charset) => (isUtf8(charset) ? utf8.decode(bytes) : require('iconv-lite').decode(bytes, charset)),
};
