import { useQuery } from '@tanstack/react-query';
import { Select } from '../ui/Select';
import { TextField } from '../ui/TextField';
import { createTeam, teamsQuery, type Home, type MemberRole } from './api';
import { kinds } from './KindBadge';
import { RoleSelect } from './RoleSelect';

/** Where a workspace is to be, as it is being chosen. */
export interface HomeChoice {
  kind: Home['kind'];
  /** null: the first there is; 'new': one that is to be made. */
  team: string | null;
  newTeam: string;
  memberRole: MemberRole;
}

export const noChoice: HomeChoice = { kind: 'personal', team: null, newTeam: '', memberRole: 'viewer' };

const kindOptions = (Object.keys(kinds) as Home['kind'][]).map((id) => {
  const { name, text } = kinds[id];
  return { id, name, description: text };
});

interface HomeFieldsProps {
  choice: HomeChoice;
  onChange: (choice: HomeChoice) => void;
}

/** Which kind, of which team. */
export function HomeFields({ choice, onChange }: HomeFieldsProps) {
  const { data: teams = [] } = useQuery(teamsQuery);
  const team = teamOf(choice, teams);
  return (
    <>
      <Select
        label="Who sees it"
        options={kindOptions}
        value={choice.kind}
        onChange={(kind) => onChange({ ...choice, kind })}
      />
      {choice.kind === 'personal' ? null : (
        <>
          {teams.length > 0 ? (
            <Select
              label="Team"
              options={[...teams.map(({ id, name }) => ({ id, name })), { id: 'new', name: 'A new team …' }]}
              value={team}
              onChange={(id) => onChange({ ...choice, team: id })}
            />
          ) : null}
          {team === 'new' ? (
            <TextField
              label="Name of the new team"
              description="You own it, and invite others into it."
              maxLength={128}
              value={choice.newTeam}
              onChange={(newTeam) => onChange({ ...choice, newTeam })}
            />
          ) : null}
        </>
      )}
      {choice.kind === 'team' ? (
        <RoleSelect
          label="Every member of the team is at least"
          roles={['viewer', 'editor']}
          value={choice.memberRole}
          onChange={(memberRole) => onChange({ ...choice, memberRole })}
        />
      ) : null}
    </>
  );
}

function teamOf({ team }: HomeChoice, teams: readonly { id: string }[]): string {
  return team ?? teams[0]?.id ?? 'new';
}

export function isComplete(choice: HomeChoice, teams: readonly { id: string }[]): boolean {
  return choice.kind === 'personal' || teamOf(choice, teams) !== 'new' || choice.newTeam.trim() !== '';
}

/** What was chosen; a new team is made by it. */
export async function homeOf(choice: HomeChoice, teams: readonly { id: string }[]): Promise<Home> {
  const { kind, memberRole, newTeam } = choice;
  if (kind === 'personal') return { kind };
  const chosen = teamOf(choice, teams);
  const team = chosen === 'new' ? (await createTeam(newTeam.trim())).id : chosen;
  return kind === 'team' ? { kind, team, member_role: memberRole } : { kind, team };
}
