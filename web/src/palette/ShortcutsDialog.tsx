import { Fragment } from 'react';
import { Dialog } from '../ui/Dialog';
import { Keys } from '../ui/Keys';
import { actionsOf, type Surroundings } from './commands';
import './Palette.css';

const elsewhere = [
  {
    title: 'In a request',
    keys: [
      ['Send', 'Ctrl+Enter'],
      ['Complete a variable', '{{'],
      ['Out of an editor: before Tab', 'Escape'],
    ],
  },
  {
    title: 'In the collections',
    keys: [
      ['Open', 'Enter'],
      ['Look at it', 'Space'],
      ['Rename', 'F2'],
      ['Duplicate', 'Ctrl+D'],
      ['Delete', 'Delete'],
      ['Move up or down', 'Alt+↑'],
      ['Menu', 'Shift+F10'],
    ],
  },
] as const;

/** Which keys do what. */
export default function ShortcutsDialog({ around, onClose }: { around: Surroundings; onClose: () => void }) {
  const everywhere = [
    ['Find anything', 'Ctrl+K'] as const,
    ...actionsOf(around).flatMap(({ name, shortcut }) => (shortcut ? [[name, shortcut] as const] : [])),
  ];
  return (
    <Dialog title="Shortcuts" isOpen onClose={onClose} size="small">
      {/* It is longer than small windows: the keys that scroll want a place to be. */}
      <div className="shortcuts" role="group" aria-label="Which keys do what" tabIndex={0}>
        {[{ title: 'Everywhere', keys: everywhere }, ...elsewhere].map(({ title, keys }) => (
          <Fragment key={title}>
            <h3>{title}</h3>
            {keys.map(([name, shortcut]) => (
              <Fragment key={name}>
                <span>{name}</span>
                <Keys keys={shortcut} />
              </Fragment>
            ))}
          </Fragment>
        ))}
      </div>
    </Dialog>
  );
}
