import { describe, expect, it } from 'vitest';
import { keepings, keepingText } from './keeping';

describe('how long the history is kept', () => {
  it('has the choice of its user among those offered', () => {
    expect(keepings(30)).toEqual([0, 1, 7, 30, 90]);
    expect(keepings(14)).toEqual([0, 1, 7, 14, 30, 90]);
  });

  it.each([
    ['how long', { days: 1, is_paused: false }, /for 1 day,/],
    ['that none is', { days: 0, is_paused: true }, /None is kept/],
    ['that nothing new is', { days: 7, is_paused: true }, /Nothing new/],
    ['no time that is not known', undefined, /kept here, encrypted/],
  ])('says %s', (_name, settings, text) => {
    expect(keepingText(settings)).toMatch(text);
  });
});
