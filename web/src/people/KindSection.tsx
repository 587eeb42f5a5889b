import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { withFreshPassword } from '../account/fresh';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import type { Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { workspacesQuery } from '../workspace/elements';
import { moveWorkspace, peopleQuery, teamsQuery } from './api';
import { HomeFields, homeOf, isComplete, noChoice } from './HomeFields';
import { KindBadge, kinds } from './KindBadge';
import { rightsIn } from './rights';
import { roleName } from './RoleSelect';

/** Who sees it, and the way to change that. */
export function KindSection({ workspace }: { workspace: Workspace }) {
  const [isMoving, setMoving] = useState(false);
  const { data: teams } = useQuery(teamsQuery);
  const team = teams?.find(({ id }) => id === workspace.team);
  const least = workspace.member_role ? ` Each is at least ${roleName(workspace.member_role).toLowerCase()}.` : '';
  return (
    <Section title="Who sees it">
      <Rows label="Who sees it">
        <Row
          title={
            <>
              <KindBadge kind={workspace.kind} />
              {team ? `Of ${team.name}` : null}
            </>
          }
          detail={`${kinds[workspace.kind].text}${least}`}
        >
          {rightsIn(workspace).move ? (
            <Button size="small" onPress={() => setMoving(true)}>
              Change …
            </Button>
          ) : null}
        </Row>
      </Rows>
      {isMoving ? <MoveDialog workspace={workspace} onClose={() => setMoving(false)} /> : null}
    </Section>
  );
}

function MoveDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const { data: teams = [] } = useQuery(teamsQuery);
  const [choice, setChoice] = useState({
    ...noChoice,
    kind: workspace.kind,
    team: workspace.team,
    memberRole: workspace.member_role ?? noChoice.memberRole,
  });
  const moving = useMutation({
    mutationFn: async () => {
      const home = await homeOf(choice, teams);
      return withFreshPassword(() => moveWorkspace(workspace.id, home));
    },
    onSuccess: onClose,
    onSettled: () =>
      Promise.all(
        [workspacesQuery, teamsQuery, peopleQuery(workspace.id)].map(({ queryKey }) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const isReady = isComplete(choice, teams);
  return (
    <Dialog
      title={`Who is to see “${workspace.name}”?`}
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={!isReady} isPending={moving.isPending} onPress={() => moving.mutate()}>
            Change it
          </Button>
        </>
      }
    >
      <HomeFields choice={choice} onChange={setChoice} />
      {workspace.kind === 'personal' ? null : (
        <p className="ui-note">In another team, or made personal, its people lose their roles.</p>
      )}
      <Failure>{moving.error ? explain(moving.error) : null}</Failure>
    </Dialog>
  );
}
