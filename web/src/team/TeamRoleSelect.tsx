import { Select } from '../ui/Select';
import type { TeamRole } from './api';

const described: Record<TeamRole, { name: string; description: string }> = {
  member: { name: 'Member', description: 'Sees the team, and the workspaces it is put into.' },
  admin: { name: 'Admin', description: 'Also invites people, and makes groups of them.' },
  owner: { name: 'Owner', description: 'Also sets its policies, and deletes it.' },
};

export function teamRoleName(role: TeamRole): string {
  return described[role].name;
}

interface TeamRoleSelectProps {
  label: string;
  hideLabel?: boolean;
  roles: readonly TeamRole[];
  value: TeamRole;
  onChange: (role: TeamRole) => void;
  isDisabled?: boolean;
}

export function TeamRoleSelect({ hideLabel = false, roles, ...rest }: TeamRoleSelectProps) {
  const options = roles.map((id) => ({ id, ...described[id] }));
  return <Select hideLabel={hideLabel} size={hideLabel ? 'small' : 'medium'} options={options} {...rest} />;
}
