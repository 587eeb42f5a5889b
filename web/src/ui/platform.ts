/** True on a Mac, where the Command key takes the place of Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/** True when the key that commands go by (Ctrl, on a Mac Command) is held down, and Alt is not. */
export function hasCommandKey(event: { ctrlKey: boolean; metaKey: boolean; altKey: boolean }): boolean {
  return (isMac() ? event.metaKey : event.ctrlKey) && !event.altKey;
}
