import { expect, test } from 'vitest';
import { parseUnified, unifiedOf } from './unified';

test('a unified diff is cut into lines and signs', () => {
  expect(parseUnified('@@ -1,2 +1,2 @@\n same\n-old\n+new\n')).toEqual([
    { sign: '@', text: '' },
    { sign: ' ', text: 'same' },
    { sign: '-', text: 'old' },
    { sign: '+', text: 'new' },
  ]);
});

test('what is the same for long is counted', () => {
  const before = ['1', '2', '3', '4', 'old'].join('\n');
  expect(unifiedOf(before, before.replace('old', 'new'), 1)).toEqual([
    { sign: '@', text: '3 lines the same' },
    { sign: ' ', text: '4' },
    { sign: '-', text: 'old' },
    { sign: '+', text: 'new' },
  ]);
});
