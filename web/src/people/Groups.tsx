import { useMutation, useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { Select } from '../ui/Select';
import { groupsInQuery, removeGroup, setGroupRole, teamGroupsQuery, type GroupRole } from './api';
import { rightsIn } from './rights';
import { roleName, RoleSelect } from './RoleSelect';

const groupRoles: readonly GroupRole[] = ['viewer', 'editor', 'admin'];

/** Groups of the team that are in it, each with the role that its members get by it. */
export function Groups({ workspace }: { workspace: Workspace }) {
  const { data: groups, error } = useQuery(groupsInQuery(workspace.id));
  const mayManage = rightsIn(workspace).people;
  const refresh = () => queries.invalidateQueries(groupsInQuery(workspace.id));
  const changing = useMutation({
    mutationFn: ({ id, role }: { id: string; role: GroupRole | null }) =>
      role === null ? removeGroup(workspace.id, id) : setGroupRole(workspace.id, id, role),
    onSettled: refresh,
  });
  const { data: all = [] } = useQuery({
    ...teamGroupsQuery(workspace.team ?? ''),
    enabled: workspace.team !== null && mayManage,
  });
  const others = all.filter(({ id }) => !groups?.some((group) => group.id === id));
  const failure = error ?? changing.error;
  if (!failure && !groups?.length && others.length === 0) return null;
  return (
    <Section title="Groups" text="All members of a group have at least its role.">
      <Failure>{failure ? explain(failure) : null}</Failure>
      {groups?.length ? (
        <Rows label="Groups">
          {groups.map(({ id, name, role }) => (
            <Row key={id} icon={<Users aria-hidden />} title={name}>
              {mayManage ? (
                <>
                  <RoleSelect
                    label={`Role of ${name}`}
                    hideLabel
                    roles={groupRoles}
                    value={role}
                    isDisabled={changing.isPending}
                    onChange={(next) => {
                      if (next !== role) changing.mutate({ id, role: next });
                    }}
                  />
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Remove ${name}`}
                    onPress={() => changing.mutate({ id, role: null })}
                  >
                    Remove
                  </Button>
                </>
              ) : (
                <Tag>{roleName(role)}</Tag>
              )}
            </Row>
          ))}
        </Rows>
      ) : null}
      {mayManage && others.length > 0 ? (
        <AddGroup groups={others} onAdd={(id, role) => changing.mutate({ id, role })} />
      ) : null}
    </Section>
  );
}

interface AddGroupProps {
  groups: readonly { id: string; name: string }[];
  onAdd: (id: string, role: GroupRole) => void;
}

function AddGroup({ groups, onAdd }: AddGroupProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [role, setRole] = useState<GroupRole>('editor');
  const id = groups.some((group) => group.id === chosen) ? chosen : null;
  return (
    <div className="invite-form">
      <Select label="A group of the team" placeholder="Choose one" options={groups} value={id} onChange={setChosen} />
      <RoleSelect label="Role of the group" roles={groupRoles} value={role} onChange={setRole} />
      <Button
        isDisabled={id === null}
        onPress={() => {
          if (id !== null) onAdd(id, role);
        }}
      >
        Add the group
      </Button>
    </div>
  );
}
