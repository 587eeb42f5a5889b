/** The pages that one sees before one is signed in, and the way from one to the next. */
import type { MailLink } from '../model/mail_link';
import { verifyAddress } from './api';

export type View =
  | { kind: 'local' }
  | { kind: 'password'; note?: string }
  | { kind: 'code'; ticket: string }
  | { kind: 'forgot' }
  | { kind: 'sign-up'; invitation: string }
  | { kind: 'link'; note?: string }
  | { kind: 'reset'; token: string };

interface Heading {
  title: string;
  /** undefined: the server's name stands there. */
  text?: string;
}

export function headingOf(view: View): Heading {
  switch (view.kind) {
    case 'local':
    case 'password':
      return { title: 'Sign in to Signet' };
    case 'code':
      return { title: 'Your code', text: 'From your authenticator app, or a recovery code.' };
    case 'forgot':
      return { title: 'A new password', text: 'If there is such an account, a mail with a link is sent to it.' };
    case 'sign-up':
      return { title: 'Make an account' };
    case 'link':
      return { title: 'A link from a mail', text: 'Copy the whole link out of the mail, and paste it here.' };
    case 'reset':
      return { title: 'Choose a new password', text: 'All your sessions end; a second factor stays.' };
  }
}

/** What a mail's link does for whoever is not signed in, and where one goes on. Throws where it leads nowhere here. */
export async function followLink({ kind, token }: MailLink): Promise<View> {
  switch (kind) {
    case 'verify':
      await verifyAddress(token);
      return { kind: 'password', note: 'Your address is confirmed. Sign in now.' };
    case 'reset':
      return { kind: 'reset', token };
    case 'invitation':
      return { kind: 'sign-up', invitation: token };
    case 'email':
      throw new Error('This confirms the new address of an account: sign in to it, and give the link below Profile.');
    case null:
      throw new Error('This is no link of a mail from Signet: copy the whole of it, from https:// on.');
  }
}
