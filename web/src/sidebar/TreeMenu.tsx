import {
  BookOpen,
  CopyPlus,
  Download,
  FilePlus,
  FolderPlus,
  Pencil,
  Play,
  SquareArrowOutUpRight,
  Trash2,
} from 'lucide-react';
import { ContextMenu, type Point } from '../ui/ContextMenu';
import { MenuItem, MenuSeparator } from '../ui/Menu';
import { isContainer, type Element } from '../model/element';

export type TreeAction =
  | 'open'
  | 'run'
  | 'documentation'
  | 'add-request'
  | 'add-folder'
  | 'rename'
  | 'duplicate'
  | 'export'
  | 'delete'
  | 'activate';

export interface MenuAt {
  element: Element;
  point: Point;
}

interface TreeMenuProps {
  at: MenuAt | null;
  mayEdit: boolean;
  onAction: (action: TreeAction, element: Element) => void;
  onClose: () => void;
}

/** What can be done with an element of the sidebar. */
export function TreeMenu({ at, mayEdit, onAction, onClose }: TreeMenuProps) {
  const element = at?.element;
  const item = (action: TreeAction) => ({
    id: action,
    onAction: () => {
      if (element) onAction(action, element);
    },
  });
  return (
    <ContextMenu label={element?.name ?? 'Element'} at={at?.point ?? null} onClose={onClose}>
      <MenuItem {...item('open')} icon={<SquareArrowOutUpRight aria-hidden />} shortcut="Enter">
        Open
      </MenuItem>
      {element && isContainer(element.kind) ? (
        <>
          <MenuItem {...item('run')} icon={<Play aria-hidden />}>
            Run …
          </MenuItem>
          <MenuItem {...item('documentation')} icon={<BookOpen aria-hidden />}>
            Documentation
          </MenuItem>
        </>
      ) : null}
      {element?.kind === 'environment' ? <MenuItem {...item('activate')}>Send requests with it</MenuItem> : null}
      {mayEdit && element && isContainer(element.kind) ? (
        <>
          <MenuSeparator />
          <MenuItem {...item('add-request')} icon={<FilePlus aria-hidden />}>
            Add request
          </MenuItem>
          <MenuItem {...item('add-folder')} icon={<FolderPlus aria-hidden />}>
            Add folder
          </MenuItem>
        </>
      ) : null}
      <MenuSeparator />
      {mayEdit && element?.kind !== 'globals' ? (
        <>
          <MenuItem {...item('rename')} icon={<Pencil aria-hidden />} shortcut="F2">
            Rename
          </MenuItem>
          <MenuItem {...item('duplicate')} icon={<CopyPlus aria-hidden />} shortcut="Ctrl+D">
            Duplicate
          </MenuItem>
        </>
      ) : null}
      {element?.kind === 'collection' || element?.kind === 'environment' ? (
        <MenuItem {...item('export')} icon={<Download aria-hidden />}>
          Export
        </MenuItem>
      ) : null}
      {mayEdit && element?.kind !== 'globals' ? (
        <>
          <MenuSeparator />
          <MenuItem {...item('delete')} icon={<Trash2 aria-hidden />} shortcut="Delete" isDanger>
            Delete
          </MenuItem>
        </>
      ) : null}
    </ContextMenu>
  );
}
