/** What the audit log says, as people read it. */
import type { AuditRecord } from './api';

const sentences: Record<string, string> = {
  'account.sign_up': 'Account made',
  'account.sign_in': 'Signed in',
  'account.sign_in.fail': 'A sign-in failed',
  'account.sign_out': 'Signed out',
  'account.delete': 'Account deleted',
  'account.export': 'Account exported',
  'account.profile.change': 'Name changed',
  'account.devices.revoke': 'A remembered browser was forgotten',
  'account.email.change': 'E-mail address changed',
  'account.email.change_request': 'A change of the e-mail address was asked for',
  'account.email.verify': 'E-mail address confirmed',
  'account.password.change': 'Password changed',
  'account.password.reset': 'Password set anew by a link',
  'account.password.reset_request': 'A link for a new password was asked for',
  'account.two_factor.on': 'Second factor turned on',
  'account.two_factor.off': 'Second factor turned off',
  'account.recovery_code.use': 'A recovery code was used',
  'account.recovery_codes.renew': 'Recovery codes made anew',
  'account.sessions.revoke': 'A session was ended',
  'account.sessions.revoke_others': 'All other sessions were ended',
  'account.keys.make': 'API key made',
  'account.keys.rotate': 'API key replaced by a new one',
  'account.keys.revoke': 'API key revoked',
  'team.create': 'Team made',
  'team.members.join': 'Joined a team',
  'team.leave': 'Left a team',
  'workspace.create': 'Workspace made',
  'workspace.change': 'Workspace changed',
  'workspace.delete': 'Workspace deleted',
  'workspace.archive': 'Workspace archived',
  'workspace.unarchive': 'Workspace taken out of the archive',
  'workspace.leave': 'Left a workspace',
  'workspace.move': 'Workspace moved',
  'workspace.members.put': 'Somebody got a role in a workspace',
  'workspace.members.remove': 'Somebody was removed from a workspace',
  'workspace.secrets.reveal': 'Secret values were read',
};

/** "Signed in"; of what has no sentence here, its name in words. */
export function actionInWords(action: string): string {
  const known = sentences[action];
  if (known !== undefined) return known;
  const words = action.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The details that are plain values: "name: Sample, by: password". */
export function detailsInWords({ details }: Pick<AuditRecord, 'details'>): string {
  return Object.entries(details)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${String(value)}`)
    .join(', ');
}
