import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { withFreshPassword } from '../account/fresh';
import { statusQuery } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { initials } from '../model/initials';
import { teamsQuery, type Team } from '../people/api';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { changeMember, membersQuery, removeMember, type Member, type TeamRole } from './api';
import { mayChangeMember, mayManage, teamRolesToGive } from './rights';
import { teamRoleName, TeamRoleSelect } from './TeamRoleSelect';

/** Who is in the team, in which role, and whether with a second factor. */
export function Members({ team }: { team: Team }) {
  const { data: members, error } = useQuery(membersQuery(team.id));
  const { data: status } = useQuery(statusQuery);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const refresh = () =>
    Promise.all([queries.invalidateQueries(membersQuery(team.id)), queries.invalidateQueries(teamsQuery)]);
  const changing = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: TeamRole }) =>
      withFreshPassword(() => changeMember(team.id, member, role)),
    onSettled: refresh,
  });
  const failure = error ?? changing.error;
  return (
    <Section
      title="Members"
      text={mayManage(team.role) ? undefined : 'Its admins and owners say who is in it, and in which role.'}
    >
      <Failure>{failure ? explain(failure) : null}</Failure>
      {members ? (
        <Rows label="Members">
          {members.map((member) => (
            <MemberRow
              key={member.user}
              mine={team.role}
              member={member}
              isMe={member.user === status?.account?.id}
              isChanging={changing.isPending}
              onRole={(role) => changing.mutate({ member, role })}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </Rows>
      ) : error ? null : (
        <Spinner label="Members are loading" />
      )}
      {leaving ? (
        <ConfirmDialog
          title={`Remove ${leaving.name} from the team?`}
          action="Remove"
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            await withFreshPassword(() => removeMember(team.id, leaving.user));
            await refresh();
          }}
        >
          <p>
            They leave its groups and lose all of its workspaces at once. What they made stays. A private workspace that
            they alone own goes to whoever has the highest role in it, or else to an owner of the team.
          </p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

interface MemberRowProps {
  mine: TeamRole;
  member: Member;
  isMe: boolean;
  isChanging: boolean;
  onRole: (role: TeamRole) => void;
  onRemove: () => void;
}

function MemberRow({ mine, member, isMe, isChanging, onRole, onRemove }: MemberRowProps) {
  const { name, email, role, has_two_factor: hasTwoFactor } = member;
  return (
    <Row
      icon={
        <span className="row-initials" aria-hidden>
          {initials(name)}
        </span>
      }
      title={
        <>
          {name}
          {isMe ? <Tag>You</Tag> : null}
          {hasTwoFactor === undefined ? null : (
            <Tag tone={hasTwoFactor ? 'good' : 'warning'}>{hasTwoFactor ? '2FA' : 'No 2FA'}</Tag>
          )}
          {member.is_disabled ? <Tag tone="warning">Disabled</Tag> : null}
        </>
      }
      detail={
        <>
          {email} · joined <When at={member.joined} />
        </>
      }
    >
      {mayChangeMember(mine, role) ? (
        <>
          <TeamRoleSelect
            label={`Role of ${name}`}
            hideLabel
            roles={teamRolesToGive(mine)}
            value={role}
            isDisabled={isChanging}
            onChange={(next) => {
              if (next !== role) onRole(next);
            }}
          />
          {isMe ? null : (
            <Button size="small" variant="quiet" aria-label={`Remove ${name}`} onPress={onRemove}>
              Remove
            </Button>
          )}
        </>
      ) : (
        <Tag>{teamRoleName(role)}</Tag>
      )}
    </Row>
  );
}
