import type { HistoryEntry } from './api';

export interface Day {
  /** "Today", "Yesterday", "24 November 2026". */
  name: string;
  entries: HistoryEntry[];
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

function nameOf(ms: number, now: number): string {
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(ms) === dayOf(now)) return 'Today';
  if (dayOf(ms) === dayOf(yesterday.getTime())) return 'Yesterday';
  return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Entries, the newest first, by the day of this machine's clock. */
export function byDay(entries: readonly HistoryEntry[], now: number): Day[] {
  const days: Day[] = [];
  let last = '';
  for (const entry of entries) {
    const day = dayOf(entry.at_ms);
    if (day !== last) days.push({ name: nameOf(entry.at_ms, now), entries: [] });
    last = day;
    days.at(-1)?.entries.push(entry);
  }
  return days;
}
