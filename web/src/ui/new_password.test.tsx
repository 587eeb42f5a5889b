import { renderHook, act } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useNewPassword } from './NewPassword';

test.each([
  ['too short', 'short', 'short', false],
  ['typed twice alike', 'long enough', 'long enough', true],
  ['typed once', 'long enough', '', false],
  ['typed in two ways', 'long enough', 'long enougj', false],
])('a new password that is %s', (_how, value, again, isReady) => {
  const { result } = renderHook(() => useNewPassword(10));
  act(() => {
    result.current.setValue(value);
    result.current.setAgain(again);
  });
  expect(result.current.isReady).toBe(isReady);
  act(() => result.current.clear());
  expect(result.current).toMatchObject({ value: '', again: '', isReady: false });
});
