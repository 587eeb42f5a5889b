// The cookie jar of pm.cookies.jar(); its store is the parent. No public suffixes are rejected, as in Postman's sandbox.
const { Cookie, CookieJar, Store } = require('@postman/tough-cookie');

module.exports = { Cookie, CookieJar, Store };
