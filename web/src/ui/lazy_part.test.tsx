import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ErrorBoundary } from '../frame/ErrorBoundary';
import { lazyPart } from './lazy_part';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('a part that is fetched when it is drawn', () => {
  it('says that it could not be, and is fetched anew by a button', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let failures = 1;
    const load = vi.fn(() =>
      failures-- > 0
        ? Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
        : Promise.resolve({ default: ({ name }: { name: string }) => <p>Hello, {name}</p> }),
    );
    const Part = lazyPart(load);
    render(
      <ErrorBoundary what="this tab">
        <Suspense fallback={null}>
          <Part name="Ada" />
        </Suspense>
      </ErrorBoundary>,
    );
    await screen.findByText(/could not be loaded/);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Hello, Ada');
    expect(load).toHaveBeenCalledTimes(2);
  });
});
