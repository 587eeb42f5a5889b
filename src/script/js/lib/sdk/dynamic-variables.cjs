// Postman's dynamic variables ({{$guid}} ...), made by the parent. The names come from postman-collection at build time.
const { value } = require('#dynamic');
const names = require('#dynamic-names');

module.exports = Object.fromEntries(names.map((name) => [name, { generator: () => value(name) }]));
