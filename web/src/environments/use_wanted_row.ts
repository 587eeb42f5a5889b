import { useEffect, type RefObject } from 'react';
import { useStore } from '../state/store';
import { useSession } from '../workspace/session';

/** Puts the focus on the name of the variable that somebody jumped to, in the table of this tab. */
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
