/** The links in the team server's mails, as somebody copies them: what each is for, and the token that it carries. */
export interface MailLink {
  /** null: the token alone was copied, or a link of something else. */
  kind: MailLinkKind | null;
  token: string;
}

export type MailLinkKind = 'verify' | 'reset' | 'invitation' | 'email';

/** The pages that mails name, below the server's address. */
const pages: Record<string, MailLinkKind> = {
  '/verify': 'verify',
  '/reset': 'reset',
  '/invitation': 'invitation',
  '/account/email': 'email',
};

/** What stands behind # is the token, which browsers send to no server. */
export function readMailLink(text: string): MailLink {
  const trimmed = text.trim();
  const hash = trimmed.lastIndexOf('#');
  const token = trimmed.slice(hash + 1);
  if (hash < 0) return { kind: null, token };
  const page = Object.keys(pages).find((path) => trimmed.slice(0, hash).endsWith(path));
  return { kind: page === undefined ? null : (pages[page] ?? null), token };
}

/** Where the app takes each kind of link. */
export const linkPlaces: Record<MailLinkKind, string> = {
  verify: 'It confirms an address: sign out, and give it on the page to sign in.',
  reset: 'It sets a new password: sign out, and give it on the page to sign in.',
  invitation: 'It is an invitation: give it to “Join a team”.',
  email: 'It confirms a new address: give it to your account, below Profile.',
};
