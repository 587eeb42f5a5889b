import { useEffect, type RefObject } from 'react';
import { useStore } from '../state/store';
import { useSession } from '../workspace/session';

/** Puts the focus on the name of the variable that somebody jumped to, in the table of this tab; its row is to be there. */
export function useWantedRow(tab: string, place: RefObject<HTMLElement | null>): void {
  const { wantedVariable } = useSession();
  const wanted = useStore(wantedVariable);
  useEffect(() => {
    if (wanted?.tab !== tab) return;
    const names = place.current?.querySelectorAll<HTMLInputElement>('.variables-key input') ?? [];
    [...names].find(({ value }) => value === wanted.key)?.focus();
    wantedVariable.set(null);
  }, [wanted, wantedVariable, tab, place]);
}

/** The name of the variable that somebody jumped to in this tab; null: nobody did. */
export function useWantedKey(tab: string): string | null {
  const wanted = useStore(useSession().wantedVariable);
  return wanted?.tab === tab ? wanted.key : null;
}
