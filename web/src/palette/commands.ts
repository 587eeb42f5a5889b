/** Everything that the palette and the shortcuts can do. */
import { signOut, statusQuery } from '../agent/api';
import { queries } from '../agent/queries';
import { isConsoleOpen } from '../console/lines';
import { openDocumentation } from '../documentation/actions';
import { drawerKeys, toggleDrawer } from '../drawer/drawer';
import { lastWorkspace } from '../frame/last_workspace';
import { theme, themes } from '../frame/theme';
import { openVault } from '../frame/VaultDoor';
import { isContainer, mayEdit, newContent, type Workspace } from '../model/element';
import { openRun } from '../runs/actions';
import { askToClose, openElement, openNewRequest, openPlace, saveDraft } from '../tabs/actions';
import { stepTab } from '../tabs/tabs';
import { create } from '../workspace/actions';
import type { Session } from '../workspace/session';
import { ancestorsOf, isGone, rootsOf, type ElementTree } from '../workspace/tree';

export interface Command {
  id: string;
  group: 'Actions' | 'Requests' | 'Environments' | 'Workspaces' | 'Themes';
  name: string;
  /** Where it is, or what it does. */
  detail?: string;
  /** Of a request; null: not known. */
  method?: string | null;
  shortcut?: string;
  run: () => void;
}

export interface Surroundings {
  session: Session;
  workspaces: readonly Workspace[];
  toggleSidebar: () => void;
  focusSidebar: () => void;
}

/** What can be done here. Those with a shortcut are done by it, too. */
export function actionsOf({ session, toggleSidebar, focusSidebar }: Surroundings): Command[] {
  const { tabs, overlay, workspace } = session;
  const active = () => tabs.get().active;
  const action = (name: string, run: () => void, shortcut?: string): Command => ({
    id: name,
    group: 'Actions',
    name,
    run,
    ...(shortcut ? { shortcut } : {}),
  });
  const make = (kind: 'collection' | 'environment') => async () => {
    const made = await create(workspace.id, kind, { parent: null, before: null }, newContent(kind, `New ${kind}`));
    if (made) openElement(session, made);
  };
  const withActive = (run: (id: string) => void) => () => {
    const id = active();
    if (id !== null) run(id);
  };
  const editing = [
    action('New collection', () => void make('collection')()),
    action('New environment', () => void make('environment')()),
    action('Import', () => overlay.set({ kind: 'import', files: [] }), 'Ctrl+O'),
  ];
  return [
    action('New request', () => openNewRequest(session), 'Alt+N'),
    ...(mayEdit(workspace) ? editing : []),
    action(
      'Save',
      withActive((id) => void saveDraft(session, id)),
      'Ctrl+S',
    ),
    action(
      'Close the tab',
      withActive((id) => askToClose(session, [id])),
      'Alt+W',
    ),
    action('Next tab', () => tabs.update((old) => stepTab(old, 1)), 'Alt+PageDown'),
    action('Previous tab', () => tabs.update((old) => stepTab(old, -1)), 'Alt+PageUp'),
    action('Show or hide the sidebar', toggleSidebar, 'Ctrl+B'),
    action('Go to the collections', focusSidebar, 'Alt+C'),
    action('Documentation beside the page', () => toggleDrawer('documentation'), drawerKeys.documentation),
    action('Comments beside the page', () => toggleDrawer('comments'), drawerKeys.comments),
    action('Versions beside the page', () => toggleDrawer('versions'), drawerKeys.versions),
    action('Trash', () => overlay.set({ kind: 'trash' })),
    action('Account', () => openPlace(session, 'account')),
    action('Workspace and its people', () => openPlace(session, 'workspace')),
    action('Team', () => openPlace(session, 'team')),
    action('History', () => openPlace(session, 'history')),
    action('Vault', () => void openVault()),
    action('Settings', () => openPlace(session, 'settings'), 'Ctrl+,'),
    action('Show or hide the console', () => isConsoleOpen.update((old) => !old), 'Ctrl+Alt+C'),
    action('New workspace', () => overlay.set({ kind: 'new-workspace' })),
    action('Join a team', () => overlay.set({ kind: 'join-team' })),
    action('Shortcuts', () => overlay.set({ kind: 'shortcuts' }), '?'),
    action('Sign out', () => void signOut().then(() => queries.invalidateQueries(statusQuery))),
  ];
}

/** All that the palette finds. */
export function commandsOf(around: Surroundings, tree: ElementTree): Command[] {
  const { session, workspaces } = around;
  const way = (id: string) =>
    ancestorsOf(tree, id)
      .map(({ name }) => name)
      .join(' / ');
  const requests = [...tree.byId.values()].flatMap((element): Command[] => {
    if (element.trashed !== null || !['request', 'folder', 'collection', 'globals'].includes(element.kind)) return [];
    return [
      {
        id: element.id,
        group: 'Requests',
        name: element.name,
        detail: way(element.id) || element.kind,
        ...(element.kind === 'request' ? { method: element.method ?? null } : {}),
        run: () => openElement(session, element),
      },
    ];
  });
  const pages = [...tree.byId.values()].flatMap((element): Command[] => {
    if (!isContainer(element.kind) || isGone(tree, element.id)) return [];
    return [
      {
        id: `run ${element.id}`,
        group: 'Actions',
        name: `Run ${element.name}`,
        detail: way(element.id) || 'All requests of the collection',
        run: () => openRun(session, element),
      },
      {
        id: `documentation ${element.id}`,
        group: 'Actions',
        name: `Documentation of ${element.name}`,
        detail: way(element.id) || 'All of the collection',
        run: () => openDocumentation(session, element),
      },
    ];
  });
  const environments = rootsOf(tree, 'environment').flatMap((element): Command[] => [
    {
      id: `use ${element.id}`,
      group: 'Environments',
      name: `Use ${element.name}`,
      detail: 'Send requests with it',
      run: () => session.environment.set(element.id),
    },
    {
      id: element.id,
      group: 'Environments',
      name: `Edit ${element.name}`,
      run: () => openElement(session, element),
    },
  ]);
  return [
    ...actionsOf(around),
    ...requests,
    ...pages,
    ...environments,
    ...workspaces
      .filter(({ id }) => id !== session.workspace.id)
      .map(({ id, name, kind }): Command => {
        return { id, group: 'Workspaces', name, detail: `${kind} workspace`, run: () => lastWorkspace.set(id) };
      }),
    ...themes.map(({ id, name }): Command => {
      return { id, group: 'Themes', name: `Theme: ${name}`, run: () => theme.set(id) };
    }),
  ];
}
