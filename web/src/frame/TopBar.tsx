import {
  Boxes,
  CircleUser,
  History,
  Keyboard,
  LogOut,
  Search,
  Settings2,
  SlidersHorizontal,
  SunMoon,
  Users,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { signOut, statusQuery, type Account } from '../agent/api';
import { queries } from '../agent/queries';
import { EnvironmentPicker } from '../environments/EnvironmentPicker';
import type { Workspace } from '../model/element';
import { initials } from '../model/initials';
import { Bell } from '../notifications/Bell';
import { useStore } from '../state/store';
import { openPlace } from '../tabs/actions';
import { IconButton } from '../ui/IconButton';
import { Keys } from '../ui/Keys';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../ui/Menu';
import { useSession } from '../workspace/session';
import { WorkspaceSwitcher } from '../workspace/WorkspaceSwitcher';
import { Mark } from './Mark';
import { theme, themes, type Theme } from './theme';
import { VaultButton } from './VaultDoor';

interface TopBarProps {
  account: Account;
  workspaces: readonly Workspace[];
}

export function TopBar({ account, workspaces }: TopBarProps) {
  const session = useSession();
  return (
    <header className="top-bar">
      <div className="top-bar-side">
        <Mark size={22} />
        <WorkspaceSwitcher workspaces={workspaces} />
      </div>
      <AriaButton className="top-bar-find" onPress={() => session.overlay.set({ kind: 'palette' })}>
        <Search aria-hidden />
        <span>Find a request or a command</span>
        <Keys keys="Ctrl+K" />
      </AriaButton>
      <div className="top-bar-side top-bar-end">
        <EnvironmentPicker />
        <IconButton label="History" onPress={() => openPlace(session, 'history')}>
          <History aria-hidden />
        </IconButton>
        <VaultButton />
        <Bell />
        <ThemeMenu />
        <AccountMenu account={account} />
      </div>
    </header>
  );
}

function ThemeMenu() {
  const current = useStore(theme);
  return (
    <MenuTrigger>
      <IconButton label="Theme">
        <SunMoon aria-hidden />
      </IconButton>
      <Menu
        aria-label="Theme"
        placement="bottom end"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[current]}
        onAction={(key) => theme.set(key as Theme)}
      >
        {themes.map(({ id, name }) => (
          <MenuItem key={id} id={id}>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

function AccountMenu({ account }: { account: Account }) {
  const session = useSession();
  return (
    <MenuTrigger>
      <AriaButton className="avatar" aria-label={`Account: ${account.name}`}>
        <span aria-hidden>{initials(account.name)}</span>
      </AriaButton>
      <Menu aria-label="Account" placement="bottom end">
        <MenuSection title={account.email}>
          <MenuItem icon={<CircleUser aria-hidden />} onAction={() => openPlace(session, 'account')}>
            Account
          </MenuItem>
          <MenuItem icon={<Boxes aria-hidden />} onAction={() => openPlace(session, 'workspace')}>
            Workspace and its people
          </MenuItem>
          <MenuItem icon={<Users aria-hidden />} onAction={() => openPlace(session, 'team')}>
            Team
          </MenuItem>
          <MenuItem
            icon={<SlidersHorizontal aria-hidden />}
            shortcut="Ctrl+,"
            onAction={() => openPlace(session, 'settings')}
          >
            Settings
          </MenuItem>
        </MenuSection>
        <MenuSeparator />
        <MenuSection title="Help">
          <MenuItem
            icon={<Keyboard aria-hidden />}
            shortcut="?"
            onAction={() => session.overlay.set({ kind: 'shortcuts' })}
          >
            Shortcuts
          </MenuItem>
          <MenuItem
            icon={<Settings2 aria-hidden />}
            shortcut="Ctrl+K"
            onAction={() => session.overlay.set({ kind: 'palette' })}
          >
            All commands
          </MenuItem>
        </MenuSection>
        <MenuSeparator />
        <MenuItem
          icon={<LogOut aria-hidden />}
          onAction={() => void signOut().then(() => queries.invalidateQueries(statusQuery))}
        >
          Sign out
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
