import { useMutation, useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { withFreshPassword } from '../account/fresh';
import { statusQuery } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Role, Workspace } from '../model/element';
import { initials } from '../model/initials';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { workspacesQuery } from '../workspace/elements';
import { invitationsQuery, peopleQuery, removePerson, revokeInvitation, setRole, type Person } from './api';
import { Groups } from './Groups';
import { InvitationRows } from './InvitationRows';
import { InviteForm } from './InviteForm';
import { mayChangeRole, rightsIn, rolesToGive } from './rights';
import { roleName, RoleSelect } from './RoleSelect';

/** Who is in it, and who is on the way. */
export function People({ workspace }: { workspace: Workspace }) {
  const rights = rightsIn(workspace);
  if (workspace.kind === 'personal') {
    return (
      <EmptyState icon={<Lock aria-hidden />} title="This workspace is for you alone">
        <p>To work on it with others, make it private or of a team, under Settings.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {rights.people ? (
        <Section
          title="Add somebody"
          text="Who is in the team is put into it at once; others get a mail that invites them into the team, too."
        >
          <InviteForm workspace={workspace} />
        </Section>
      ) : null}
      <Members workspace={workspace} />
      <Groups workspace={workspace} />
      {rights.people ? <Invitations workspace={workspace} /> : null}
    </>
  );
}

function Members({ workspace }: { workspace: Workspace }) {
  const { data: people, error } = useQuery(peopleQuery(workspace.id));
  const { data: status } = useQuery(statusQuery);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const refresh = () => queries.invalidateQueries(peopleQuery(workspace.id));
  const changing = useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) => withFreshPassword(() => setRole(workspace.id, id, role)),
    onSettled: () => Promise.all([refresh(), queries.invalidateQueries(workspacesQuery)]),
  });
  const failure = error ?? changing.error;
  const roles = rolesToGive(workspace.role);
  const text = workspace.member_role
    ? `Those with a role of their own. Every other member of the team is ${roleName(workspace.member_role).toLowerCase()}.`
    : 'Only these, and those of the groups below, see it.';
  return (
    <Section title="People" text={text}>
      <Failure>{failure ? explain(failure) : null}</Failure>
      {people ? (
        <Rows label="People">
          {people.map((person) => {
            const isMe = person.id === status?.account?.id;
            return (
              <Row
                key={person.id}
                icon={
                  <span className="row-initials" aria-hidden>
                    {initials(person.name)}
                  </span>
                }
                title={
                  <>
                    {person.name}
                    {isMe ? <Tag>You</Tag> : null}
                    {person.disabled ? <Tag tone="warning">Disabled</Tag> : null}
                  </>
                }
                detail={person.email}
              >
                {mayChangeRole(workspace.role, person.role) && rightsIn(workspace).people ? (
                  <>
                    <RoleSelect
                      label={`Role of ${person.name}`}
                      hideLabel
                      roles={roles}
                      value={person.role}
                      isDisabled={changing.isPending}
                      onChange={(role) => {
                        if (role !== person.role) changing.mutate({ id: person.id, role });
                      }}
                    />
                    {isMe ? null : (
                      <Button
                        size="small"
                        variant="quiet"
                        aria-label={`Remove ${person.name}`}
                        onPress={() => setLeaving(person)}
                      >
                        Remove
                      </Button>
                    )}
                  </>
                ) : (
                  <Tag>{roleName(person.role)}</Tag>
                )}
              </Row>
            );
          })}
        </Rows>
      ) : error ? null : (
        <Spinner label="People are loading" />
      )}
      {leaving ? (
        <ConfirmDialog
          title={`Remove ${leaving.name}?`}
          action="Remove"
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            await withFreshPassword(() => removePerson(workspace.id, leaving.id));
            await refresh();
          }}
        >
          <p>They keep what a group or the team gives them, and lose their own role. What they made stays.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

function Invitations({ workspace }: { workspace: Workspace }) {
  const { data: invitations = [], error } = useQuery(invitationsQuery(workspace.id));
  if (!error && invitations.length === 0) return null;
  return (
    <Section title="Invitations" text="Mails that were sent, and not answered yet.">
      <InvitationRows
        invitations={invitations.map((one) => ({ ...one, role: roleName(one.role) }))}
        error={error}
        revoke={(id) => revokeInvitation(workspace.id, id)}
        onSettled={() => queries.invalidateQueries(invitationsQuery(workspace.id))}
      />
    </Section>
  );
}
