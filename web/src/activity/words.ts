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
  'account.sign_up.again': 'Somebody signed up again with an address that has an account',
  'team.create': 'Team made',
  'team.change': 'Team renamed',
  'team.delete': 'Team deleted',
  'team.leave': 'Left the team',
  'team.two_factor.require': 'Second factor required of every member, or no longer',
  'team.members.invite': 'Somebody was invited into the team',
  'team.members.uninvite': 'An invitation into the team was taken back',
  'team.members.join': 'Joined the team',
  'team.members.change_role': 'Role in the team changed',
  'team.members.remove': 'Somebody was removed from the team',
  'team.groups.create': 'Group made',
  'team.groups.rename': 'Group renamed',
  'team.groups.delete': 'Group deleted',
  'team.groups.add_member': 'Somebody was put into a group',
  'team.groups.remove_member': 'Somebody was taken out of a group',
  'workspace.create': 'Workspace made',
  'workspace.change': 'Workspace changed',
  'workspace.delete': 'Workspace deleted',
  'workspace.archive': 'Workspace archived',
  'workspace.unarchive': 'Workspace taken out of the archive',
  'workspace.leave': 'Left a workspace',
  'workspace.move': 'Workspace moved',
  'workspace.members.put': 'Somebody got a role in a workspace',
  'workspace.members.remove': 'Somebody was removed from a workspace',
  'workspace.members.join': 'Joined a workspace',
  'workspace.groups.put': 'A group got a role in a workspace',
  'workspace.groups.remove': 'A group was removed from a workspace',
  'workspace.owners.inherit': 'A workspace without an owner got another',
  'workspace.secrets.reveal': 'Secret values were read',
  'server.users.invite': 'Somebody was invited to the server',
  'server.users.uninvite': 'An invitation to the server was taken back',
  'server.users.disable': 'Account disabled',
  'server.users.enable': 'Account enabled',
  'server.users.set_admin': 'Made an administrator, or no longer one',
  'server.users.sign_out': 'All sessions of somebody were ended',
  'server.keys.rotate': 'New keys for all workspaces were begun',
  'server.keys.rotated': 'Workspace sealed with its new key',
  'server.keys.replace_master': 'Master key replaced',
  'server.restore': 'Server restored from a backup',
};

/** Of what the feed of a workspace holds. */
const changes: Record<string, string> = {
  create: 'Made',
  change: 'Changed',
  move: 'Moved',
  trash: 'Put into the trash',
  restore: 'Taken out of the trash',
  delete: 'Deleted for good',
  comment: 'Commented on',
  edit_comment: 'Comment changed',
  delete_comment: 'Comment deleted',
  resolve: 'Comments settled',
  reopen: 'Comments opened again',
};

export function changeInWords(action: string): string {
  return changes[action] ?? action;
}

interface NamedAction {
  id: string;
  name: string;
}

/** The actions whose names begin with one of these, "team.", by their sentences. */
export function actionsOf(...beginnings: string[]): NamedAction[] {
  return Object.entries(sentences)
    .filter(([id]) => beginnings.some((beginning) => id.startsWith(beginning)))
    .map(([id, name]) => ({ id, name }));
}

/** Those of the feed of a workspace. */
export const changeActions: readonly NamedAction[] = Object.entries(changes).map(([id, name]) => ({ id, name }));

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
