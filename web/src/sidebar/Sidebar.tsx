import { useQuery } from '@tanstack/react-query';
import {
  ChevronDown,
  ChevronRight,
  ChevronsDownUp,
  FilePlus,
  Layers,
  Library,
  Plus,
  Search,
  Trash2,
  Upload,
  X,
} from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { explain } from '../agent/problem';
import { mayEdit, newContent } from '../model/element';
import { keptStore } from '../state/kept';
import { useStore } from '../state/store';
import { openElement, openNewRequest } from '../tabs/actions';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { IconButton } from '../ui/IconButton';
import { Menu, MenuItem, MenuSeparator, MenuTrigger } from '../ui/Menu';
import { Spinner } from '../ui/Spinner';
import { create } from '../workspace/actions';
import { refreshTree, treeQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { rootsOf } from '../workspace/tree';
import { CollectionTree } from './CollectionTree';
import { EnvironmentList } from './EnvironmentList';
import './Sidebar.css';

const showsEnvironments = keptStore('signet.sidebar.environments', (kept) => kept !== false);

/** What the workspace holds. */
export function Sidebar() {
  const session = useSession();
  const [filter, setFilter] = useState('');
  const [renaming, setRenaming] = useState<string | null>(null);
  const isOpen = useStore(showsEnvironments);
  const isEditor = mayEdit(session.workspace);

  const add = async (kind: 'collection' | 'environment') => {
    const made = await create(
      session.workspace.id,
      kind,
      { parent: null, before: null },
      newContent(kind, `New ${kind}`),
    );
    if (!made) return;
    if (kind === 'environment') showsEnvironments.set(true);
    openElement(session, made);
    setRenaming(made.id);
  };
  return (
    <nav className="sidebar" aria-label="Workspace">
      <div className="sidebar-head">
        <SearchField className="filter" aria-label="Filter" value={filter} onChange={setFilter}>
          <Search aria-hidden />
          <Input placeholder="Filter" />
          {filter ? (
            <AriaButton className="filter-clear" aria-label="Clear the filter">
              <X aria-hidden />
            </AriaButton>
          ) : null}
        </SearchField>
        <MenuTrigger>
          <IconButton label="Add" size="small">
            <Plus aria-hidden />
          </IconButton>
          <Menu
            aria-label="Add"
            placement="bottom end"
            onAction={(key) => {
              if (key === 'request') openNewRequest(session);
              else if (key === 'trash') session.overlay.set({ kind: 'trash' });
              else if (key === 'import') session.overlay.set({ kind: 'import', files: [] });
              else if (key === 'collection' || key === 'environment') void add(key);
            }}
          >
            <MenuItem id="request" icon={<FilePlus aria-hidden />}>
              New request
            </MenuItem>
            <MenuItem id="collection" icon={<Library aria-hidden />} isDisabled={!isEditor}>
              New collection
            </MenuItem>
            <MenuItem id="environment" icon={<Layers aria-hidden />} isDisabled={!isEditor}>
              New environment
            </MenuItem>
            <MenuSeparator />
            <MenuItem id="trash" icon={<Trash2 aria-hidden />}>
              Trash …
            </MenuItem>
            <MenuItem id="import" icon={<Upload aria-hidden />} shortcut="Ctrl+O" isDisabled={!isEditor}>
              Import …
            </MenuItem>
          </Menu>
        </MenuTrigger>
      </div>
      <section className="sidebar-collections" aria-label="Collections">
        <header className="sidebar-title">
          <h2>Collections</h2>
          <IconButton label="Fold all" size="small" onPress={() => session.expanded.set(new Set())}>
            <ChevronsDownUp aria-hidden />
          </IconButton>
        </header>
        <Collections
          filter={filter}
          renaming={renaming}
          onRenaming={setRenaming}
          onAdd={() => void add('collection')}
        />
      </section>
      <section className="sidebar-environments" aria-label="Environments">
        <header className="sidebar-title">
          <h2>
            <AriaButton
              className="sidebar-fold"
              aria-expanded={isOpen}
              onPress={() => showsEnvironments.update((shown) => !shown)}
            >
              {isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
              Environments
            </AriaButton>
          </h2>
          {isEditor ? (
            <IconButton label="New environment" size="small" onPress={() => void add('environment')}>
              <Plus aria-hidden />
            </IconButton>
          ) : null}
        </header>
        {isOpen ? <EnvironmentList filter={filter} renaming={renaming} onRenaming={setRenaming} /> : null}
      </section>
    </nav>
  );
}

interface CollectionsProps {
  filter: string;
  renaming: string | null;
  onRenaming: (id: string | null) => void;
  onAdd: () => void;
}

function Collections({ onAdd, ...rest }: CollectionsProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const { isPending, error } = useQuery(treeQuery(session.workspace.id));
  const isEmpty = rootsOf(tree, 'collection').length === 0;
  if (isPending && isEmpty) {
    return (
      <div className="sidebar-wait">
        <Spinner label="The collections are loading" />
      </div>
    );
  }
  if (error && tree.byId.size === 0) {
    return (
      <EmptyState
        title="The collections could not be loaded"
        actions={<Button onPress={() => void refreshTree(session.workspace.id)}>Try again</Button>}
      >
        <p>{explain(error)}</p>
      </EmptyState>
    );
  }
  if (!isEmpty) return <CollectionTree {...rest} />;
  return (
    <EmptyState
      icon={<Library aria-hidden />}
      title="No collections yet"
      actions={
        mayEdit(session.workspace) ? (
          <>
            <Button variant="primary" size="small" onPress={() => session.overlay.set({ kind: 'import', files: [] })}>
              Import
            </Button>
            <Button size="small" onPress={onAdd}>
              New collection
            </Button>
          </>
        ) : null
      }
    >
      <p>Drop a Postman collection anywhere on this page, paste one, or begin with an empty one.</p>
    </EmptyState>
  );
}
