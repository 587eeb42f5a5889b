import { useMutation, useQuery } from '@tanstack/react-query';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Group, Team } from '../people/api';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { Dialog } from '../ui/Dialog';
import { Failure } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { membersQuery, putIntoGroup, takeOutOfGroup } from './api';
import { mayManage } from './rights';

/** Who of the team is in the group; each tick is done at once. */
export function GroupDialog({ team, group, onClose }: { team: Team; group: Group; onClose: () => void }) {
  const { data: members, error } = useQuery(membersQuery(team.id));
  const { data: inside, error: insideError } = useQuery(membersQuery(team.id, group.id));
  const changing = useMutation({
    mutationFn: ({ user, isIn }: { user: string; isIn: boolean }) =>
      isIn ? putIntoGroup(team.id, group.id, user) : takeOutOfGroup(team.id, group.id, user),
    onSettled: () => queries.invalidateQueries(membersQuery(team.id, group.id)),
  });
  const failure = error ?? insideError ?? changing.error;
  const isReady = members !== undefined && inside !== undefined;
  return (
    <Dialog
      title={`Members of “${group.name}”`}
      isOpen
      onClose={onClose}
      size="small"
      actions={<Button onPress={onClose}>Done</Button>}
    >
      <Failure>{failure ? explain(failure) : null}</Failure>
      {isReady ? (
        <div className="key-workspaces" role="group" aria-label="Members of the team">
          {members.map(({ user, name, email }) => (
            <Checkbox
              key={user}
              isSelected={inside.some((other) => other.user === user)}
              isReadOnly={!mayManage(team.role)}
              isDisabled={changing.isPending && changing.variables.user === user}
              onChange={(isIn) => changing.mutate({ user, isIn })}
            >
              {name} <span className="ui-quiet">{email}</span>
            </Checkbox>
          ))}
        </div>
      ) : failure ? null : (
        <Spinner label="Members are loading" />
      )}
    </Dialog>
  );
}
