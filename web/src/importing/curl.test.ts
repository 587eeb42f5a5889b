import { expect, it } from 'vitest';
import { parseCurl } from '../request/curl/parse';
import { curlName } from './curl';

it.each([
  ["curl https://api.example.com/orders?page=2 -d '{}'", 'POST /orders'],
  ['curl -X DELETE https://api.example.com/orders/7#x', 'DELETE /orders/7'],
  ['curl api.example.com', 'GET /'],
])('names the request of %s', (command, name) => {
  expect(curlName(parseCurl(command).item)).toBe(name);
});
