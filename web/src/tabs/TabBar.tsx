import {
  BookOpen,
  Boxes,
  CircleUser,
  Ellipsis,
  Globe,
  History,
  Layers,
  Folder,
  Library,
  Play,
  Plus,
  SlidersHorizontal,
  Users,
  X,
} from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from '../state/store';
import { ContextMenu, type Point } from '../ui/ContextMenu';
import { IconButton } from '../ui/IconButton';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../ui/Menu';
import { Method } from '../ui/Method';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { askToClose, openNewRequest } from './actions';
import { moveTab, pinTab, stepTab, type OpenTab } from './tabs';
import type { Draft } from './drafts';
import './TabBar.css';

const icons = {
  environment: Layers,
  globals: Globe,
  collection: Library,
  folder: Folder,
  run: Play,
  documentation: BookOpen,
  account: CircleUser,
  workspace: Boxes,
  settings: SlidersHorizontal,
  history: History,
  team: Users,
};

/** The open tabs: arrows go along them, Delete or a middle click closes one. */
export function TabBar() {
  const session = useSession();
  const { open, active } = useStore(session.tabs);
  const drafts = useStore(session.drafts);
  const [menu, setMenu] = useState<{ id: string; point: Point } | null>(null);
  const [dropBefore, setDropBefore] = useState<string | null>(null);
  const dragged = useRef<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const activate = (id: string) => session.tabs.update((tabs) => ({ ...tabs, active: id }));
  const focusActive = () =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
  const onKeyDown = (event: KeyboardEvent, tab: OpenTab) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) session.tabs.update((tabs) => stepTab(tabs, step));
    else if (event.key === 'Delete') askToClose(session, [tab.id]);
    else return;
    event.preventDefault();
    focusActive();
  };
  return (
    <div className="tab-bar">
      <div ref={list} role="tablist" aria-label="Open tabs" className="tab-bar-list">
        {open.map((tab) => {
          const isActive = tab.id === active;
          return (
            <div
              key={tab.id}
              role="tab"
              id={`tab-${tab.id}`}
              className={`tab${isActive ? ' tab-active' : ''}${dropBefore === tab.id ? ' tab-drop' : ''}`}
              aria-selected={isActive}
              aria-controls="tab-panel"
              aria-keyshortcuts="Delete"
              tabIndex={isActive ? 0 : -1}
              draggable
              onDragStart={(event) => {
                dragged.current = tab.id;
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('application/x-signet-tab', tab.id);
              }}
              onDragOver={(event) => {
                if (dragged.current === null) return;
                event.preventDefault();
                setDropBefore(tab.id);
              }}
              onDrop={() => {
                const id = dragged.current;
                if (id !== null) session.tabs.update((tabs) => moveTab(tabs, id, tab.id));
              }}
              onDragEnd={() => {
                dragged.current = null;
                setDropBefore(null);
              }}
              onKeyDown={(event) => onKeyDown(event, tab)}
              onClick={() => activate(tab.id)}
              onDoubleClick={() => session.tabs.update((tabs) => pinTab(tabs, tab.id))}
              onAuxClick={(event) => {
                if (event.button === 1) askToClose(session, [tab.id]);
              }}
              onContextMenu={(event) => {
                event.preventDefault();
                setMenu({ id: tab.id, point: { x: event.clientX, y: event.clientY } });
              }}
            >
              <TabLabel tab={tab} draft={drafts.get(tab.id)} />
            </div>
          );
        })}
      </div>
      <IconButton label="New request" shortcut="Alt+N" size="small" onPress={() => openNewRequest(session)}>
        <Plus aria-hidden />
      </IconButton>
      <span className="tab-bar-space" />
      {open.length > 0 ? (
        <MenuTrigger>
          <IconButton label="What to do with the tabs" size="small">
            <Ellipsis aria-hidden />
          </IconButton>
          <Menu aria-label="Tabs" placement="bottom end">
            <TabMenuItems id={active ?? ''} />
          </Menu>
        </MenuTrigger>
      ) : null}
      <ContextMenu label="Tab" at={menu?.point ?? null} onClose={() => setMenu(null)}>
        <TabMenuItems id={menu?.id ?? ''} />
      </ContextMenu>
    </div>
  );
}

function TabMenuItems({ id }: { id: string }) {
  const session = useSession();
  const { open } = useStore(session.tabs);
  const drafts = useStore(session.drafts);
  const close = (which: (tab: OpenTab, index: number) => boolean) => () =>
    askToClose(
      session,
      open.filter(which).map((tab) => tab.id),
    );
  const at = open.findIndex((tab) => tab.id === id);
  return (
    <>
      <MenuItem shortcut="Alt+W" onAction={close((tab) => tab.id === id)}>
        Close
      </MenuItem>
      <MenuItem onAction={close((tab) => tab.id !== id)} isDisabled={open.length < 2}>
        Close the others
      </MenuItem>
      <MenuItem onAction={close((_tab, index) => index > at)} isDisabled={at >= open.length - 1}>
        Close those to the right
      </MenuItem>
      <MenuSeparator />
      <MenuItem onAction={close((tab) => !drafts.has(tab.id))}>Close all that are saved</MenuItem>
      <MenuItem onAction={close(() => true)}>Close all</MenuItem>
    </>
  );
}

function TabLabel({ tab, draft }: { tab: OpenTab; draft: Draft | undefined }) {
  const session = useSession();
  const element = useTree(session.workspace.id).byId.get(tab.id);
  const request = draft?.content.request;
  const edited = typeof request === 'object' && request !== null && 'method' in request ? String(request.method) : null;
  const Icon = tab.kind === 'request' ? null : icons[tab.kind];
  const draftName = typeof draft?.content.name === 'string' ? draft.content.name : null;
  return (
    <>
      {Icon ? <Icon aria-hidden className="tab-icon" /> : <Method method={edited ?? element?.method} compact />}
      <span className={`tab-name${tab.isPreview ? ' tab-preview' : ''}`}>{draftName ?? element?.name ?? tab.name}</span>
      {draft ? <span className="edited-dot tab-edited" role="img" aria-label="not saved" /> : null}
      <span
        aria-hidden
        className="tab-close"
        title="Close"
        onClick={(event) => {
          event.stopPropagation();
          askToClose(session, [tab.id]);
        }}
      >
        <X />
      </span>
    </>
  );
}
