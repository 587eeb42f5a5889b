import { keptStore } from '../state/kept';

export const themes = [
  { id: 'system', name: 'As the system' },
  { id: 'light', name: 'Light' },
  { id: 'dark', name: 'Dark' },
  { id: 'contrast', name: 'High contrast' },
] as const;

export type Theme = (typeof themes)[number]['id'];

export const theme = keptStore<Theme>('signet.theme', (kept) => themes.find(({ id }) => id === kept)?.id ?? 'system');

/** The page follows the theme from now on. */
export function followTheme(): void {
  const apply = () => {
    const { dataset } = document.documentElement;
    if (theme.get() === 'system') delete dataset.theme;
    else dataset.theme = theme.get();
  };
  apply();
  theme.subscribe(apply);
}
