/** Where things of these heights begin that stand one below the other, and behind them where the last one ends. */
export function placesOf(heights: readonly number[]): number[] {
  const places = [0];
  for (const height of heights) places.push((places.at(-1) ?? 0) + height);
  return places;
}

/** Which of them is at this height: the last that begins at it or above; the first where none does. */
export function placeAt(places: readonly number[], height: number): number {
  let low = 0;
  let high = Math.max(0, places.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
