const kept = 'signet.token';

/**
 * The agent's token: out of the address's fragment, where `signet app` puts it, or what this tab was given before.
 * It is taken out of the address at once, so that no history and no bookmark has it.
 */
export function takeToken(): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get('token');
  if (given === null) return sessionStorage.getItem(kept);
  sessionStorage.setItem(kept, given);
  fragment.delete('token');
  const rest = fragment.toString();
  history.replaceState(null, '', location.pathname + location.search + (rest ? `#${rest}` : ''));
  return given;
}
