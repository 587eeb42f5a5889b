import { useState } from 'react';
import { queries } from '../agent/queries';
import type { Role, Workspace } from '../model/element';
import { AddressForm } from './AddressForm';
import { invitationsQuery, invite, peopleQuery } from './api';
import { rolesToGive } from './rights';
import { RoleSelect } from './RoleSelect';

/** Puts somebody into a workspace, by the address. */
export function InviteForm({ workspace }: { workspace: Workspace }) {
  const [role, setRole] = useState<Role>('editor');
  return (
    <AddressForm
      action="Add person"
      invite={async (email) => {
        const { user } = await invite(workspace.id, email, role);
        return user === null ? `An invitation is on its way to ${email}` : `${email} is in the workspace`;
      }}
      onSettled={() =>
        Promise.all(
          [peopleQuery(workspace.id), invitationsQuery(workspace.id)].map(({ queryKey }) =>
            queries.invalidateQueries({ queryKey }),
          ),
        )
      }
    >
      <RoleSelect label="Role" roles={rolesToGive(workspace.role)} value={role} onChange={setRole} />
    </AddressForm>
  );
}
