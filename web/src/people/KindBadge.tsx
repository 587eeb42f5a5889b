import { Lock, User, Users } from 'lucide-react';
import type { Workspace } from '../model/element';

export const kinds = {
  personal: { name: 'Personal', icon: User, text: 'For you alone.' },
  private: {
    name: 'Private',
    icon: Lock,
    text: 'Only those who are put into it see it; the rest of the team does not.',
  },
  team: { name: 'Team', icon: Users, text: 'Every member of the team sees it.' },
};

/** Which kind a workspace is of, and by that who sees it. */
export function KindBadge({ kind }: { kind: Workspace['kind'] }) {
  const { name, icon: Icon, text } = kinds[kind];
  return (
    <span className={`ui-tag kind-badge${kind === 'private' ? ' kind-private' : ''}`} title={text}>
      <Icon aria-hidden /> {name}
    </span>
  );
}
