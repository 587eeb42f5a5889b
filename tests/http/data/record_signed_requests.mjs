#!/usr/bin/env node
// Records how postman-runtime signs requests, with time and random identifiers pinned, into signed_requests.json, which
// tests/http/auth_recorded_test.cpp holds Signet to:
//
//   npm install --prefix /some/folder newman@6.2.2
//   node tests/http/data/record_signed_requests.mjs /some/folder/node_modules > tests/http/data/signed_requests.json
//
// "@rsa" and the like in a parameter stand for the key of that name in signing_keys.json, in PEM.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import crypto from 'node:crypto';
import { Readable } from 'node:stream';

const NOW = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
const UUID = '11111111-1111-4111-9111-111111111111';
const FILE_TEXT = 'line one\nline two\n'.repeat(40);

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { if (given.length) super(...given); else super(NOW); }
  static now() { return NOW; }
};
crypto.randomFillSync = (bytes) => bytes.fill(0x11); // npm's uuid makes UUID of it

const require = createRequire(`${process.argv[2]}/`);
const sdk = require('postman-collection');
const urlEncoder = require('postman-url-encoder');
const bodyBuilder = require('postman-runtime/lib/requester/core-body-builder');
const { AuthLoader } = require('postman-runtime/lib/authorizer');
const createAuthInterface = require('postman-runtime/lib/authorizer/auth-interface');

const keys = JSON.parse(readFileSync(new URL('signing_keys.json', import.meta.url)));
const pem = ({ label, der }) => `-----BEGIN ${label}-----\n${der.match(/.{1,64}/g).join('\n')}\n-----END ${label}-----\n`;
const withKeys = (value) => (typeof value === 'string'
  ? value.replace(/@(\w+)!der/g, (whole, name) => keys[name]?.der ?? whole)
    .replace(/@(\w+)!line/g, (whole, name) => (keys[name] ? pem(keys[name]).replace(/\n/g, '') : whole))
    .replace(/^@(\w+)$/, (whole, name) => (keys[name] ? pem(keys[name]) : whole))
  : value);

// --- the cases -------------------------------------------------------------------------------------------------------

const cases = [];
const add = (type, name, params, request = {}, disableUrlEncoding = false) => cases.push({
  name: `${type}: ${name}`,
  ...(disableUrlEncoding ? { disableUrlEncoding } : {}),
  request: { method: 'GET', url: 'http://api.example.com/orders', ...request, auth: { type, [type]: Object.entries(params).map(([key, value]) => ({ key, value })) } },
});
const header = (key, value, more = {}) => ({ key, value, ...more });
const raw = (text) => ({ mode: 'raw', raw: text });
const form = (...params) => ({ mode: 'urlencoded', urlencoded: params });
const graphql = { mode: 'graphql', graphql: { query: '{ orders { id } }', variables: { n: 1 } } };
const file = { mode: 'file', file: { src: 'upload.txt' } };
const parts = { mode: 'formdata', formdata: [{ key: 'a', value: '1', type: 'text' }] };

function oauth1() {
  const base = { consumerKey: 'ck', consumerSecret: 'cs&=', token: 'tk', tokenSecret: 'ts/+', signatureMethod: 'HMAC-SHA1', timestamp: '1700000000', nonce: 'kllo9940pd9333jh', version: '1.0', addParamsToHeader: true };
  const rsa = { ...base, privateKey: '@rsa' };
  for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'PLAINTEXT', 'HMAC-SHA1-Accessor']) {
    add('oauth1', `${signatureMethod} in the header`, { ...base, signatureMethod }, { url: 'https://api.example.com/a?b5=%3D%253D&a3=a&c%40=&a2=r%20b' });
    add('oauth1', `${signatureMethod} in the query`, { ...base, signatureMethod, addParamsToHeader: false }, { url: 'https://api.example.com/a?x=1' });
    add('oauth1', `${signatureMethod} in the body`, { ...base, signatureMethod, addParamsToHeader: false }, { method: 'POST', body: form(header('c2', ''), header('a3', '2 q'), header('off', '1', { disabled: true })) });
  }
  for (const signatureMethod of ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512']) {
    add('oauth1', `${signatureMethod} in the header`, { ...rsa, signatureMethod });
    add('oauth1', `${signatureMethod} with a PKCS#1 key in the query`, { ...rsa, privateKey: '@rsa_pkcs1', signatureMethod, addParamsToHeader: false });
    add('oauth1', `${signatureMethod} without a consumer secret and with a body hash`, { ...rsa, consumerSecret: '', signatureMethod, includeBodyHash: true }, { method: 'POST', body: raw('{"a":1}') });
  }
  add('oauth1', 'RSA-SHA1 without a key', { ...base, signatureMethod: 'RSA-SHA1' });
  add('oauth1', 'RSA-SHA1 with a broken key', { ...base, signatureMethod: 'RSA-SHA1', privateKey: 'no key' });
  add('oauth1', 'an unknown method', { ...base, signatureMethod: 'HMAC-MD5' });
  add('oauth1', 'no method', { ...base, signatureMethod: undefined });
  add('oauth1', 'no method in the query', { ...base, signatureMethod: '', addParamsToHeader: false });
  add('oauth1', 'no consumer key', { ...base, consumerKey: '' }, { header: [header('Authorization', 'mine')] });
  add('oauth1', 'no consumer secret', { ...base, consumerSecret: '' });
  add('oauth1', 'no token', { ...base, token: '', tokenSecret: '' });
  add('oauth1', 'blank values', { ...base, token: '  ', callback: ' ', version: '' });
  add('oauth1', 'empty parameters signed, in the header', { ...base, token: '', version: '', addEmptyParamsToSign: true });
  add('oauth1', 'empty parameters signed, in the query', { ...base, token: '', version: '', addEmptyParamsToSign: true, addParamsToHeader: false });
  add('oauth1', 'absent parameters signed, in the query', { consumerKey: 'ck', consumerSecret: 'cs', timestamp: '1', nonce: 'n', addEmptyParamsToSign: true });
  add('oauth1', 'empty parameters signed, in the body', { ...base, token: '', addEmptyParamsToSign: true, addParamsToHeader: false }, { method: 'PUT', body: form(header('a', '1')) });
  add('oauth1', 'callback, verifier and realm', { ...base, callback: 'http://cb.example.com/?a=b c', verifier: 'v!*\'()', realm: 'http://photos.example.net/ü' });
  add('oauth1', 'header not encoded', { ...base, callback: 'http://cb.example.com/?a=b c', realm: 'a realm', disableHeaderEncoding: true });
  add('oauth1', 'numbers as parameters', { ...base, timestamp: 1700000001, version: 1.1 });
  add('oauth1', 'text "false" as a switch', { ...base, addParamsToHeader: 'false', includeBodyHash: 'false' });
  add('oauth1', 'time from the clock', { ...base, timestamp: '' });
  add('oauth1', 'old parameters taken away', base, { url: 'http://api.example.com/?oauth_token=old&a=1&oauth_signature=old', header: [header('Authorization', 'old'), header('X-A', '1')] });
  add('oauth1', 'old parameters in the body taken away', base, { method: 'POST', body: form(header('oauth_token', 'old'), header('a', '1')) });
  for (const url of ['http://api.example.com:80/', 'https://api.example.com:443/x', 'http://api.example.com:443/x', 'http://API.Example.com:8080/Upper', 'http://user:pw@api.example.com/x', 'http://api.example.com',
    'http://api.example.com/ä b/%41?q=ä b&+=+&q=2&q=1', 'http://api.example.com/?a&b=&=c&&d=%26', 'http://api.example.com/x?a=[1]|^!*\'()~#frag', 'http://api.example.com/x?bad=%zz', 'http://api.example.com/x?latin=%E4', 'api.example.com/no/protocol']) {
    add('oauth1', `URL ${url}`, base, { url });
    add('oauth1', `URL ${url} in the query`, { ...base, addParamsToHeader: false }, { url });
  }
  for (const method of ['PATCH', 'DELETE', 'POST', 'PUT']) {
    add('oauth1', `${method} with a form, not in the header`, { ...base, addParamsToHeader: false }, { method, body: form(header('a', 'x y&')) });
    add('oauth1', `${method} with an empty form, not in the header`, { ...base, addParamsToHeader: false }, { method, body: form() });
    add('oauth1', `${method} with a disabled form, not in the header`, { ...base, addParamsToHeader: false }, { method, body: form(header('a', '1', { disabled: true })) });
  }
  for (const [name, body] of Object.entries({ raw: raw('text ü'), graphql, file, parts, form: form(header('a', '1')), none: undefined })) {
    for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA512', 'PLAINTEXT']) add('oauth1', `body hash of ${name}, ${signatureMethod}`, { ...base, signatureMethod, includeBodyHash: true }, { method: 'POST', body });
  }
  add('oauth1', 'URL encoding off', { ...base, addParamsToHeader: false, callback: 'http://x/?a b' }, { url: 'http://api.example.com/a b?q=a b&r=%41' }, true);
  add('oauth1', 'URL encoding off, in the header', base, { url: 'http://api.example.com/a?q=ü!' }, true);
}

function awsv4() {
  const base = { accessKey: 'AKIDEXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-west-1', service: 'execute-api' };
  const date = header('Date', 'Sun, 30 Aug 2015 12:36:00 GMT');
  for (const addAuthDataToQuery of [false, true]) {
    const where = addAuthDataToQuery ? 'in the query' : 'in headers';
    const more = { ...base, addAuthDataToQuery };
    add('awsv4', where, more);
    add('awsv4', `session token, ${where}`, { ...more, sessionToken: 'tok/en+==' });
    add('awsv4', `defaults, ${where}`, { ...more, region: '', service: '' });
    add('awsv4', `the service email, ${where}`, { ...more, service: 'email' });
    add('awsv4', `S3, ${where}`, { ...more, service: 's3' }, { url: 'https://bucket.example.com//a/../b c/%2F+x/?list-type=2&prefix=ü' });
    add('awsv4', `S3 repeated key, ${where}`, { ...more, service: 's3' }, { url: 'https://bucket.example.com/?a=2&a=1&b' });
    add('awsv4', `own expiry, ${where}`, { ...more, service: 's3' }, { url: 'https://bucket.example.com/?X-Amz-Expires=60&X-Amz-Other=1' });
    add('awsv4', `old data taken away, ${where}`, more, { url: 'http://api.example.com/?X-Amz-Signature=old&a=1&X-Amz-Date=old', header: [header('authorization', 'old'), header('x-amz-date', 'old'), header('X-Amz-Content-Sha256', 'old'), header('X-AMZ-SECURITY-TOKEN', 'old')] });
    add('awsv4', `headers, ${where}`, more, { header: [header('X-B', '  two   spaces '), header('x-a', '1'), header('User-Agent', 'me'), header('Range', 'bytes=0-1'), header('X-Off', '1', { disabled: true }), header('Content-Type', 'text/plain')] });
    add('awsv4', `own Host, ${where}`, more, { header: [header('host', 'other.example.com')] });
    add('awsv4', `Date header, ${where}`, more, { header: [date] });
    add('awsv4', `Date header in ISO form, ${where}`, more, { header: [header('date', '2015-08-30T12:36:00Z')] });
    for (const [name, body] of Object.entries({ raw: raw('{"a":1}'), graphql, file, parts, form: form(header('a', 'x y'), header('b', '!\'()*')), 'an empty raw body': raw(''), 'an empty form': form() })) {
      add('awsv4', `body ${name}, ${where}`, more, { method: 'POST', body });
    }
    for (const url of ['http://api.example.com:8080/', 'http://api.example.com', 'http://api.example.com/a/./b/../c//d/', 'http://api.example.com/..', 'http://api.example.com/%41 ä/x?b=2&a=1&a=0&%61=q', 'http://api.example.com/x?a=b=c&+d=+&=e&f',
      'http://api.example.com/x?a=[1]|^!*\'()~&b={y}', 'http://api.example.com/x|y?bad=%zz', 'http://api.example.com/x?bad=%zz', 'http://user:pw@api.example.com/x#frag', 'https://xyz.execute-api.us-east-1.amazonaws.com/stage']) add('awsv4', `URL ${url}, ${where}`, more, { url });
    add('awsv4', `URL encoding off, ${where}`, more, { url: 'http://api.example.com/a b?c=ü d' }, true);
  }
  add('awsv4', 'body and own Content-Type', base, { method: 'PUT', header: [header('Content-Type', 'application/json')], body: raw('[]') });
  add('awsv4', 'bad Date header', base, { header: [header('Date', 'yesterday-ish')] });
}

function hawk() {
  const base = { authId: 'dh37fgj492je', authKey: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn', algorithm: 'sha256', timestamp: '1353832234', nonce: 'j4h3g2' };
  for (const algorithm of ['sha256', 'sha1', 'sha512', 'SHA256', '', undefined]) {
    add('hawk', `algorithm ${algorithm}`, { ...base, algorithm });
    add('hawk', `algorithm ${algorithm} with a payload hash`, { ...base, algorithm, includePayloadHash: true }, { method: 'POST', body: raw('Thank you') });
  }
  add('hawk', 'all parameters', { ...base, extraData: 'some-app-ext-data', app: 'app-1', delegation: 'dlg-1', user: 'u' }, { url: 'http://example.com:8000/resource/1?b=1&a=2' });
  add('hawk', 'app without dlg', { ...base, app: 'app-1' });
  add('hawk', 'dlg without app', { ...base, delegation: 'dlg-1' });
  add('hawk', 'ext to be escaped', { ...base, extraData: 'a\\b\\c "d" \n e \n f' });
  add('hawk', 'no id', { ...base, authId: '' }, { header: [header('Authorization', 'mine')] });
  add('hawk', 'no key', { ...base, authKey: '' });
  add('hawk', 'time from the clock', { ...base, timestamp: '' });
  add('hawk', 'numbers as time', { ...base, timestamp: 1353832235 });
  add('hawk', 'zero as time', { ...base, timestamp: 0 });
  add('hawk', 'a time that is no number', { ...base, timestamp: 'soon' });
  add('hawk', 'old header in another case', base, { header: [header('X-A', '1'), header('AUTHORIZATION', 'old')] });
  for (const url of ['https://example.com/', 'http://example.com', 'https://example.com:443/a', 'http://EXAMPLE.com:80/a?x=1#f', 'http://user:pw@example.com/a b?c=ü', 'http://127.0.0.1:3000/x?']) add('hawk', `URL ${url}`, base, { url });
  for (const method of ['POST', 'post', 'DELETE']) add('hawk', `method ${method}`, base, { method });
  for (const type of [undefined, 'text/plain', 'Text/Plain; charset=utf-8', ' application/json ;x']) {
    for (const [name, body] of Object.entries({ raw: raw('Thank you for flying Hawk'), form: form(header('a', 'b c')), graphql, file, parts, empty: raw('') })) {
      add('hawk', `payload ${name} as ${type}`, { ...base, includePayloadHash: true, extraData: 'some-app-ext-data' }, { method: 'POST', url: 'http://example.com:8000/resource/1?b=1&a=2', header: type ? [header('Content-Type', type)] : [], body });
    }
  }
  add('hawk', 'URL encoding off', base, { url: 'http://example.com/a b?c=ü' }, true);
}

function edgegrid() {
  const base = { accessToken: 'akab-access-token-xxx', clientToken: 'akab-client-token-xxx', clientSecret: 'xxxxxxxxxxxxxxxxxxxxx=', timestamp: '20140321T19:34:21+0000', nonce: 'nonce-xx-xxxx' };
  const url = 'https://akaa-baseurl-xxx.luna.akamaiapis.net/testapi/v1/t1?p1=1&p2=2';
  const headers = [header('X-Test2', 't2'), header('X-Test1', '  a   b  '), header('x-test3', ''), header('X-Twice', '1'), header('X-Twice', '2'), header('X-Off', '1', { disabled: true })];
  add('edgegrid', 'plain', base, { url });
  add('edgegrid', 'time and nonce made', { ...base, timestamp: '', nonce: '' }, { url });
  for (const left of ['accessToken', 'clientToken', 'clientSecret']) add('edgegrid', `without ${left}`, { ...base, [left]: '' }, { url });
  for (const headersToSign of ['X-Test1,X-Test2', ' x-test2 , X-TEST1,x-test3,X-Twice,X-Off,Missing', '', ['X-Test2', 'x-test1', 5], 7]) add('edgegrid', `headers ${JSON.stringify(headersToSign)}`, { ...base, headersToSign }, { url, header: headers });
  for (const baseURL of ['https://other.example.com/', 'other.example.com:8443', 'https://OTHER.example.com:443/x']) add('edgegrid', `base URL ${baseURL}`, { ...base, baseURL }, { url });
  for (const method of ['POST', 'PUT']) for (const [name, body] of Object.entries({ raw: raw('datadatadata ü'), form: form(header('a', 'b c!')), graphql, file, parts, empty: raw('') })) add('edgegrid', `${method} ${name}`, base, { method, url, body });
  for (const maxBodySize of [5, '5', 0, '0', '', -1, 1000000, 'x', 2.7]) {
    add('edgegrid', `at most ${JSON.stringify(maxBodySize)} bytes of text`, { ...base, maxBodySize }, { method: 'POST', url, body: raw('datadatadata') });
    if (maxBodySize !== 'x' && maxBodySize !== 2.7) add('edgegrid', `at most ${JSON.stringify(maxBodySize)} bytes of a file`, { ...base, maxBodySize }, { method: 'POST', url, body: file });
  }
  for (const odd of ['http://example.com', 'http://example.com:8080/a b?c=ü#f']) add('edgegrid', `URL ${odd}`, base, { url: odd });
  add('edgegrid', 'old header in another case', base, { url, header: [header('AUTHORIZATION', 'old')] });
}

function jwt() {
  const hs = { algorithm: 'HS256', secret: 'a secret ü', payload: '{"sub":"1234","admin":true,"iat":1516239022}', header: '{"typ":"JWT"}' };
  for (const algorithm of ['HS256', 'HS384', 'HS512']) add('jwt', algorithm, { ...hs, algorithm });
  for (const algorithm of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) add('jwt', algorithm, { ...hs, algorithm, privateKey: '@rsa' });
  for (const [algorithm, key] of [['ES256', 'p256'], ['ES384', 'p384'], ['ES512', 'p521']]) add('jwt', algorithm, { ...hs, algorithm, privateKey: `@${key}` });
  for (const [algorithm, key] of [['ES256', 'p384'], ['ES256', 'rsa'], ['RS256', 'p256'], ['PS256', 'p256'], ['RS256', 'oauth'], ['PS256', 'oauth'], ['RS256', 'rsa_pkcs1']]) add('jwt', `${algorithm} with the key ${key}`, { ...hs, algorithm, privateKey: `@${key}` });
  add('jwt', 'RS256 with a key on one line', { ...hs, algorithm: 'RS256', privateKey: '@rsa!line' });
  add('jwt', 'RS256 with a key behind a space', { ...hs, algorithm: 'RS256', privateKey: ' @rsa!line' });
  for (const algorithm of ['none', 'HS1', '', undefined, 'hs256']) add('jwt', `algorithm ${algorithm}`, { ...hs, algorithm });
  for (const secret of ['', undefined, 5]) add('jwt', `secret ${JSON.stringify(secret)}`, { ...hs, secret });
  add('jwt', 'RS256 without a key', { ...hs, algorithm: 'RS256' });
  for (const secret of ['QUJD', 'QUJDRA==', 'QUJDRA', '-_-_', 'Q U J D', 'QUJD=RA', 'é', '!']) add('jwt', `base64 secret ${secret}`, { ...hs, secret, isSecretBase64Encoded: true });
  add('jwt', 'a switch as the text false', { ...hs, secret: 'QUJD', isSecretBase64Encoded: 'false' });
  for (const value of ['', '  ', '{}', '{"kid":"k","alg":"none","x":1}', '{"alg":"HS512","kid":"ü\\u00fc\\n/"}', { kid: 'object' }, null, undefined, 'no json', '{"crit":["b64"],"b64":true}', '{"crit":["b64"],"b64":false}', '{"crit":["x"],"x":1}', '{"crit":[]}', '{"crit":5}', '{"b64":false}']) add('jwt', `header ${JSON.stringify(value)}`, { ...hs, header: value });
  for (const value of ['', ' \n ', '{}', '[]', '"text"', '5', 'null', 'no json', { a: 1.0, b: [1, { c: null }], d: 'é"\\' }, undefined, null, '{"n":1.0,"big":1e21,"small":1e-7,"neg":-0,"half":0.5,"deep":{"z":[true,false,null]},"t":"\\u007f\\u0001<>&/"}']) add('jwt', `payload ${JSON.stringify(value)}`, { ...hs, payload: value });
  for (const headerPrefix of ['Token', '', ' ', null, undefined, 5]) add('jwt', `prefix ${JSON.stringify(headerPrefix)}`, { ...hs, headerPrefix }, { header: [header('authorization', 'old'), header('X-A', '1')] });
  for (const [addTokenTo, queryParamKey] of [['queryParam', ''], ['queryParam', 'jwt'], ['queryParam', 'a b'], ['queryParam', undefined], ['header', 'jwt'], ['', 'jwt'], ['elsewhere', 'jwt']]) add('jwt', `to ${addTokenTo} as ${queryParamKey}`, { ...hs, addTokenTo, queryParamKey }, { url: 'http://api.example.com/x?token=old&jwt=old&c=ü#f' });
}

function asap() {
  const base = { alg: 'RS256', kid: 'issuer/key-1', iss: 'issuer', aud: 'audience', privateKey: '@rsa' };
  const claims = (value) => ({ ...base, claims: value });
  add('asap', 'plain', base, { header: [header('authorization', 'old')] });
  add('asap', 'subject and expiry', { ...base, sub: 'subject', exp: '60' });
  for (const exp of ['', 'x', '90s', ' 7', 45, '0', '-5']) add('asap', `exp ${JSON.stringify(exp)}`, { ...base, exp });
  for (const alg of ['RS384', 'RS512', 'PS256', '', undefined]) add('asap', `alg ${alg}`, { ...base, alg });
  for (const [alg, key] of [['ES256', 'p256'], ['ES384', 'p384'], ['ES512', 'p521'], ['ES256', 'rsa'], ['HS256', 'rsa'], ['none', 'rsa']]) add('asap', `${alg} with the key ${key}`, { ...base, alg, privateKey: `@${key}` });
  for (const left of ['kid', 'iss', 'aud', 'privateKey']) add('asap', `without ${left}`, { ...base, [left]: '' });
  for (const value of ['{"iss":"other","jti":"id-1","iat":1,"exp":2}', '{"x":1,"aud":["a","b"],"sub":"s","kid":"own/kid","y":{"z":null}}', '{"exp":"300x","iat":"then"}', '{}', '', '  ', 'no json', '[]', '5', { jti: 'object', exp: 99 }, '{"iss":"","sub":0,"exp":"x"}']) add('asap', `claims ${JSON.stringify(value)}`, claims(value));
  for (const value of ['@rsa!line', '"@rsa!line"', 'data:application/pkcs8;kid=issuer/key-1;base64,@rsa!der', 'data:application/pkcs8;kid=issuer/key-1;base64,@rsa_pkcs1!der', 'data:application/pkcs8;kid=other;base64,@rsa!der', 'data:application/pkcs8,@rsa!der', 'data:application/pkcs8;kid=issuer/key-1;base64,QUJD', 'data%3Aapplication%2Fpkcs8%3Bkid%3Dissuer%2Fkey-1%3Bbase64%2C@rsa!der', '%zz', '@rsa_pkcs1', '@oauth', 'no key']) add('asap', `key ${value}`, { ...base, privateKey: value });
}

for (const type of [oauth1, awsv4, hawk, edgegrid, jwt, asap]) type();

// --- recording -------------------------------------------------------------------------------------------------------

const random = (algorithm) => /^(PS|ES)/.test(algorithm ?? '');

async function record(c) {
  const definition = structuredClone(c.request);
  const { type } = definition.auth;
  for (const param of definition.auth[type]) param.value = withKeys(param.value);
  const request = new sdk.Request(definition);
  if (request.body?.mode === 'file') request.body.file.content = { cloneReadStream: (done) => done(null, Readable.from([Buffer.from(FILE_TEXT)])) };
  const behavior = { disableUrlEncoding: Boolean(c.disableUrlEncoding) };
  const auth = createAuthInterface(request.auth, behavior);
  const handler = AuthLoader.getHandler(type);
  const error = await new Promise((done) => {
    try {
      handler.pre(auth, (problem, go) => (problem || !go ? done(problem) : handler.sign(auth, request, done)));
    } catch (problem) { done(problem); }
  });
  let headers = request.headers.filter((h) => !h.disabled).map((h) => [h.key, [h.value].flat().join(',')]);
  let url = urlEncoder.toNodeUrl(request.url, behavior.disableUrlEncoding).href;
  if (random(auth.get('algorithm') ?? auth.get('alg'))) {
    const cut = (text) => text.replace(/^([^.]*\.[^.]*\.)[\w-]+/, '$1');
    headers = headers.map(([k, v]) => [k, k === 'Authorization' ? cut(v) : v]);
  }
  const expected = { url, headers };
  if (request.body?.mode === 'urlencoded') {
    const fields = bodyBuilder.urlencoded(request.body.urlencoded).form;
    expected.form = Object.keys(fields).length ? urlEncoder.encodeQueryString(fields) : null;
  }
  if (error) expected.error = error.message;
  return { ...c, expected };
}

const recorded = [];
for (const c of cases) recorded.push(await record(c));
const lines = recorded.map((c) => JSON.stringify(c));
process.stdout.write(`{"now_ms": ${NOW}, "uuid": "${UUID}", "file_text": ${JSON.stringify(FILE_TEXT)}, "cases": [\n${lines.join(',\n')}\n]}\n`);
