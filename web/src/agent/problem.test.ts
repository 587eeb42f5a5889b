import { expect, it } from 'vitest';
import { Problem } from './problem';

it.each([
  ['the password is wrong', 'The password is wrong.'],
  ['the password is wrong!', 'The password is wrong!'],
  ['broken.yaml:4:1: no valid YAML', 'broken.yaml:4:1: no valid YAML.'],
  ['api.example.com has a certificate already', 'api.example.com has a certificate already.'],
  ['values: expected a list', 'Values: expected a list.'],
])('says %j as the sentence %j', (detail, sentence) => {
  expect(new Problem({ type: 'about:blank', title: 'No', status: 422, detail }).explanation).toBe(sentence);
});
