import { useMutation } from '@tanstack/react-query';
import { ChevronsUpDown, Lock, Plus, User, Users } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { lastWorkspace } from '../frame/last_workspace';
import type { Workspace } from '../model/element';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/Menu';
import { Tag } from '../ui/Tag';
import { TextField } from '../ui/TextField';
import { createWorkspace } from './api';
import { workspacesQuery } from './elements';
import { useSession } from './session';

const kinds = [
  { kind: 'personal', title: 'Yours', icon: <User aria-hidden /> },
  { kind: 'private', title: 'Private', icon: <Lock aria-hidden /> },
  { kind: 'team', title: 'Of the team', icon: <Users aria-hidden /> },
] as const;

export function workspaceIcon(workspace: Workspace) {
  return kinds.find(({ kind }) => kind === workspace.kind)?.icon;
}

/** The name of the open workspace, and the way to others. */
export function WorkspaceSwitcher({ workspaces }: { workspaces: readonly Workspace[] }) {
  const { workspace, overlay } = useSession();
  return (
    <MenuTrigger>
      <AriaButton className="top-bar-workspace" aria-label={`Workspace: ${workspace.name}`}>
        {workspaceIcon(workspace)}
        <span className="top-bar-workspace-name">{workspace.name}</span>
        {workspace.role === 'viewer' ? <Tag>Read only</Tag> : null}
        {workspace.archived ? <Tag>Archived</Tag> : null}
        <ChevronsUpDown aria-hidden />
      </AriaButton>
      <Menu
        aria-label="Workspaces"
        onAction={(key) => {
          if (key === 'new') overlay.set({ kind: 'new-workspace' });
          else lastWorkspace.set(String(key));
        }}
      >
        {kinds.map(({ kind, title, icon }) => {
          const those = workspaces.filter((other) => other.kind === kind);
          return those.length === 0 ? null : (
            <MenuSection key={kind} title={title}>
              {those.map(({ id, name, role }) => (
                <MenuItem
                  key={id}
                  id={id}
                  icon={icon}
                  {...(id === workspace.id ? { description: `Open now · ${role}` } : { description: role })}
                >
                  {name}
                </MenuItem>
              ))}
            </MenuSection>
          );
        })}
        <MenuSeparator />
        <MenuItem id="new" icon={<Plus aria-hidden />}>
          New workspace …
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

export function NewWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const making = useMutation({
    mutationFn: () => createWorkspace(name.trim()),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries(workspacesQuery);
      lastWorkspace.set(id);
      onClose();
    },
  });
  const submit = () => {
    if (name.trim() !== '' && !making.isPending) making.mutate();
  };
  return (
    <Dialog
      title="New workspace"
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={submit} isPending={making.isPending} isDisabled={name.trim() === ''}>
            Make workspace
          </Button>
        </>
      }
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Name"
          autoFocus
          maxLength={128}
          value={name}
          onChange={setName}
          error={making.error ? explain(making.error) : undefined}
          description="It is yours alone. Workspaces of a team are made by signet workspace create."
        />
      </Form>
    </Dialog>
  );
}
