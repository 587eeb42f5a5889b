import type { Role } from '../model/element';
import { Select } from '../ui/Select';

const described: Record<Role, { name: string; description: string }> = {
  viewer: { name: 'Viewer', description: 'Reads and sends; comments.' },
  editor: { name: 'Editor', description: 'Changes what is in it.' },
  admin: { name: 'Admin', description: 'Also says who is in it.' },
  owner: { name: 'Owner', description: 'Also moves and deletes it.' },
};

export function roleName(role: Role): string {
  return described[role].name;
}

interface RoleSelectProps<R extends Role> {
  label: string;
  hideLabel?: boolean;
  roles: readonly R[];
  value: R;
  onChange: (role: R) => void;
  isDisabled?: boolean;
}

export function RoleSelect<R extends Role>({ label, hideLabel = false, roles, value, ...rest }: RoleSelectProps<R>) {
  const options = roles.map((id) => ({ id, ...described[id] }));
  return (
    <Select
      label={label}
      hideLabel={hideLabel}
      size={hideLabel ? 'small' : 'medium'}
      options={options}
      value={value}
      {...rest}
    />
  );
}
