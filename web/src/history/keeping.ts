/** How long the history is kept, in words. */

const offered = [0, 1, 7, 30, 90];

/** The days that one can choose from, and those that are chosen. */
export function keepings(days: number): number[] {
  return [...new Set([...offered, days])].sort((a, b) => a - b);
}

export function keepingName(days: number): string {
  if (days === 0) return 'not at all';
  return days === 1 ? '1 day' : `${days} days`;
}

/** What an empty history says of itself; `settings`: undefined as long as they are not known. */
export function keepingText(settings: { days: number; is_paused: boolean } | undefined): string {
  if (settings?.days === 0) return 'None is kept: the settings say so.';
  if (settings?.is_paused) return 'Nothing new is written down: the settings say so.';
  const span = settings ? ` for ${keepingName(settings.days)}` : '';
  return `What you send is kept here${span}, encrypted on this machine and for you alone; secrets stay masked.`;
}
