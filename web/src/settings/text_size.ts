import { keptStore } from '../state/kept';

/** In percent of the usual size. */
export const textSizes = [80, 90, 100, 110, 125, 150] as const;
export type TextSize = (typeof textSizes)[number];

export const textSize = keptStore<TextSize>('signet.text-size', (kept) => textSizes.find((one) => one === kept) ?? 100);

/** The whole page is scaled by it from now on. */
export function followTextSize(): void {
  const apply = () => {
    document.documentElement.style.setProperty('zoom', textSize.get() === 100 ? '' : `${textSize.get()}%`);
  };
  apply();
  textSize.subscribe(apply);
}
