import { describe, expect, it } from 'vitest';
import { placeAt, placesOf } from './places';

describe('places', () => {
  const places = placesOf([100, 50, 200]);

  it('begin where those before end', () => {
    expect(places).toEqual([0, 100, 150, 350]);
  });

  it.each([
    [-5, 0],
    [0, 0],
    [99, 0],
    [100, 1],
    [149, 1],
    [150, 2],
    [9999, 2],
  ])('are found by height: %i is in %i', (height, index) => {
    expect(placeAt(places, height)).toBe(index);
  });

  it('are the first where there are none', () => {
    expect(placeAt(placesOf([]), 10)).toBe(0);
  });
});
