// chai with Postman's assertions. The plugin needs two predicates of the SDK only, so the SDK need not be evaluated:
// the objects of pm have constructors that carry its property names.
const chai = require('chai');
const _ = require('./sdk/lodash.cjs');

/** True when `object` was made by the SDK class of that name, or by one that inherits from it. */
function isMadeBy(object, name) {
  let constructor = object ? object.constructor : undefined;
  while (constructor) {
    if (constructor._postman_propertyName === name) return true;
    constructor = constructor.super_;
  }
  return false;
}

const sdk = {
  Request: { isRequest: (object) => isMadeBy(object, 'Request') },
  Response: { isResponse: (object) => isMadeBy(object, 'Response') },
};

class LazyAjv {
  constructor(options) {
    return new (require('ajv'))(options);
  }
}

chai.use(require('chai-postman')(sdk, _, LazyAjv));
module.exports = chai;
