import { Ellipsis, Globe, Layers } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useEnvironment } from '../environments/chosen';
import { mayEdit, newContent, type Element } from '../model/element';
import { useStore } from '../state/store';
import { openElement, renameElement } from '../tabs/actions';
import { Tag } from '../ui/Tag';
import { create } from '../workspace/actions';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { rootsOf } from '../workspace/tree';
import { act } from './element_actions';
import { RenameField } from './RenameField';
import { TreeMenu, type MenuAt } from './TreeMenu';

interface EnvironmentListProps {
  filter: string;
  renaming: string | null;
  onRenaming: (id: string | null) => void;
}

/** The environments of the workspace, and its globals. */
export function EnvironmentList({ filter, renaming, onRenaming }: EnvironmentListProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const chosen = useEnvironment();
  const { active } = useStore(session.tabs);
  const drafts = useStore(session.drafts);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const isEditor = mayEdit(session.workspace);
  const wanted = filter.trim().toLowerCase();
  const all = [...rootsOf(tree, 'globals'), ...rootsOf(tree, 'environment')];
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted));

  const run = (action: Parameters<typeof act>[1], element: Element) => {
    void act(session, action, element).then((made) => {
      if (made) onRenaming(made.id);
    });
  };
  const openGlobals = async () => {
    const content = newContent('globals', 'Globals');
    const made = await create(session.workspace.id, 'globals', { parent: null, before: null }, content);
    if (made) openElement(session, made);
  };
  const lacksGlobals = isEditor && wanted === '' && rootsOf(tree, 'globals').length === 0;
  return (
    <>
      <ul className="environment-list" aria-label="Environments">
        {lacksGlobals ? (
          <li className="environment-row">
            <AriaButton className="environment-open" onPress={() => void openGlobals()}>
              <Globe aria-hidden />
              <span className="tree-name">Globals</span>
            </AriaButton>
          </li>
        ) : null}
        {shown.map((element) => (
          <li
            key={element.id}
            className={`environment-row${element.id === active ? ' tree-row-active' : ''}`}
            onContextMenu={(event) => {
              event.preventDefault();
              setMenu({ element, point: { x: event.clientX, y: event.clientY } });
            }}
          >
            {renaming === element.id ? (
              <RenameField
                name={element.name}
                label="Name"
                onDone={(name) => {
                  onRenaming(null);
                  if (name !== null) void renameElement(session, element, name);
                }}
              />
            ) : (
              <AriaButton
                className="environment-open"
                onPress={() => openElement(session, element, true)}
                onKeyDown={(event) => {
                  const mayChange = isEditor && element.kind !== 'globals';
                  if (mayChange && event.key === 'F2') onRenaming(element.id);
                  else if (mayChange && event.key === 'Delete') run('delete', element);
                  else event.continuePropagation();
                }}
              >
                {element.kind === 'globals' ? <Globe aria-hidden /> : <Layers aria-hidden />}
                <span className="tree-name">{element.name}</span>
                {drafts.has(element.id) ? <span className="edited-dot" role="img" aria-label="not saved" /> : null}
                {element.id === chosen ? <Tag tone="accent">In use</Tag> : null}
              </AriaButton>
            )}
            <AriaButton
              className="environment-more"
              aria-label={`What to do with ${element.name}`}
              onPress={(event) => {
                const box = event.target.getBoundingClientRect();
                setMenu({ element, point: { x: box.left, y: box.bottom } });
              }}
            >
              <Ellipsis aria-hidden />
            </AriaButton>
          </li>
        ))}
      </ul>
      {rootsOf(tree, 'environment').length === 0 || shown.length === 0 ? (
        <p className="sidebar-hint">
          {wanted
            ? 'No environment has this name.'
            : 'None yet. An environment holds what differs between stages: addresses, accounts, secrets.'}
        </p>
      ) : null}
      <TreeMenu at={menu} mayEdit={isEditor} onAction={run} onClose={() => setMenu(null)} />
    </>
  );
}
