import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import Markdown, { safeUrl } from './Markdown';

test.each([
  ['https://a.test/x', 'https://a.test/x'],
  ['mailto:ada@a.test', 'mailto:ada@a.test'],
  ['javascript:alert(1)', ''],
  ['data:text/html,x', ''],
  ['//evil.test', ''],
  ['/agent/v1/status', ''],
  ['#token=x', ''],
  ['account:6f1b1f0e', 'account:6f1b1f0e'],
])('the address %s becomes "%s"', (url, safe) => {
  expect(safeUrl(url)).toBe(safe);
});

test('HTML, images and links of others do nothing by themselves', () => {
  const text = 'See <script>alert(1)</script> ![a *cat*](https://evil.test/cat.png) [go](javascript:alert(1))';
  const { container } = render(<Markdown>{text}</Markdown>);
  expect(container.querySelector('script, img')).toBeNull();
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['https://evil.test/cat.png']);
});

test('who is mentioned is no link', () => {
  const { container } = render(<Markdown>[@Ada](account:6f1b1f0e)</Markdown>);
  expect(container.querySelector('a')).toBeNull();
  expect(screen.getByText('@Ada').className).toBe('mention');
});
