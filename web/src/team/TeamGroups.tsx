import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { teamGroupsQuery, type Group, type Team } from '../people/api';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { deleteGroup, makeGroup, renameGroup } from './api';
import { GroupDialog } from './GroupDialog';
import { NameDialog } from './NameDialog';
import { mayManage } from './rights';

type Open = { kind: 'make' } | { kind: 'rename' | 'members' | 'delete'; group: Group };

/** Groups of members, which get roles in workspaces together. */
export function TeamGroups({ team }: { team: Team }) {
  const { data: groups = [], error } = useQuery(teamGroupsQuery(team.id));
  const [open, setOpen] = useState<Open | null>(null);
  const manages = mayManage(team.role);
  const refresh = () => queries.invalidateQueries(teamGroupsQuery(team.id));
  const close = () => setOpen(null);
  return (
    <Section
      title="Groups"
      text={
        manages
          ? 'A group gets a role in a workspace there, under People; all of its members have it.'
          : 'A group has roles in workspaces. The admins and owners of the team say who is in which.'
      }
      actions={manages ? <Button onPress={() => setOpen({ kind: 'make' })}>New group …</Button> : null}
    >
      <Failure>{error ? explain(error) : null}</Failure>
      {groups.length === 0 ? <p className="ui-quiet">There is no group yet.</p> : null}
      {groups.length > 0 ? (
        <Rows label="Groups">
          {groups.map((group) => (
            <Row key={group.id} icon={<Users aria-hidden />} title={group.name}>
              <Button
                size="small"
                aria-label={`Members of ${group.name}`}
                onPress={() => setOpen({ kind: 'members', group })}
              >
                Members
              </Button>
              {manages ? (
                <>
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Rename ${group.name}`}
                    onPress={() => setOpen({ kind: 'rename', group })}
                  >
                    Rename
                  </Button>
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Delete ${group.name}`}
                    onPress={() => setOpen({ kind: 'delete', group })}
                  >
                    Delete
                  </Button>
                </>
              ) : null}
            </Row>
          ))}
        </Rows>
      ) : null}
      {open?.kind === 'make' ? (
        <NameDialog
          title="New group"
          label="Name of the group"
          action="Make group"
          onSave={(name) => makeGroup(team.id, name).then(refresh)}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'rename' ? (
        <NameDialog
          title={`Rename “${open.group.name}”`}
          label="Name of the group"
          action="Rename"
          value={open.group.name}
          onSave={(name) => renameGroup(team.id, open.group, name).then(refresh)}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'members' ? <GroupDialog team={team} group={open.group} onClose={close} /> : null}
      {open?.kind === 'delete' ? (
        <ConfirmDialog
          title={`Delete the group “${open.group.name}”?`}
          action="Delete"
          onClose={close}
          onConfirm={() => deleteGroup(team.id, open.group.id).then(refresh)}
        >
          <p>Its members stay in the team, and lose the roles that the group gave them.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}
