import { expect, test } from 'vitest';
import { descriptionOf, withDescription } from './description';

test.each([
  { kind: 'collection', content: { info: { name: 'Shop', description: 'Old' }, item: [] } },
  { kind: 'folder', content: { name: 'Orders', description: 'Old', item: [] } },
  { kind: 'request', content: { name: 'List', request: { method: 'GET', description: 'Old' } } },
  { kind: 'request', content: { request: { description: { content: 'Old', type: 'text/markdown' } } } },
] as const)('of a $kind it is read and written where it stands', ({ kind, content }) => {
  expect(descriptionOf(kind, content)).toBe('Old');
  const next = withDescription(kind, content, 'New');
  expect(descriptionOf(kind, next)).toBe('New');
  expect(withDescription(kind, next, 'Old')).toEqual(content);
});

test('a request that is only a URL becomes one with a description', () => {
  const next = withDescription('request', { request: 'https://a.test' }, 'What it does');
  expect(next.request).toEqual({ method: 'GET', url: 'https://a.test', description: 'What it does' });
});
