import { ChevronsUpDown, Lock, MailOpen, Plus, Settings, User, Users } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { lastWorkspace } from '../frame/last_workspace';
import type { Workspace } from '../model/element';
import { openPlace } from '../tabs/actions';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/Menu';
import { Tag } from '../ui/Tag';
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
  const session = useSession();
  const { workspace, overlay } = session;
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
          else if (key === 'join') overlay.set({ kind: 'join-team' });
          else if (key === 'this') openPlace(session, 'workspace');
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
        <MenuItem id="this" icon={<Settings aria-hidden />}>
          People and settings of this one
        </MenuItem>
        <MenuItem id="new" icon={<Plus aria-hidden />}>
          New workspace …
        </MenuItem>
        <MenuItem id="join" icon={<MailOpen aria-hidden />}>
          Join a team …
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
