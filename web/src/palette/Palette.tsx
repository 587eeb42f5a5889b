import { CornerDownLeft, Layers, Boxes, Palette as PaletteIcon, Search, Zap, Library } from 'lucide-react';
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Keys } from '../ui/Keys';
import { Method } from '../ui/Method';
import { useTree } from '../workspace/elements';
import { commandsOf, type Command, type Surroundings } from './commands';
import { best } from './match';
import './Palette.css';

const mostShown = 50;
const icons = { Actions: Zap, Requests: Library, Environments: Layers, Workspaces: Boxes, Themes: PaletteIcon };

function find(commands: readonly Command[], typed: string): Command[] {
  return best(commands, ({ name, method }) => (method ? `${method} ${name}` : name), typed, mostShown);
}

interface PaletteProps {
  around: Surroundings;
  onClose: () => void;
}

/** Finds anything by a few letters of its name. */
export function Palette({ around, onClose }: PaletteProps) {
  const tree = useTree(around.session.workspace.id);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed);
  const [at, setAt] = useState(0);
  const commands = useMemo(() => commandsOf(around, tree), [around, tree]);
  const shown = useMemo(() => find(commands, wanted), [commands, wanted]);
  const chosen = Math.min(at, shown.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const go = (index: number) => {
    setAt(index);
    document.getElementById(`command-${index}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = shown.length;
    if (event.key === 'ArrowDown' && count > 0) go((chosen + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) go((chosen - 1 + count) % count);
    else if (event.key === 'Enter') run((wanted === typed ? shown : find(commands, typed))[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <ModalOverlay
      className="ui-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="ui-modal palette">
        <Dialog aria-label="Command palette" className="ui-dialog">
          <div className="palette-field">
            <Search aria-hidden />
            <input
              autoFocus
              role="combobox"
              aria-label="Find a request or a command"
              aria-expanded="true"
              aria-controls="commands"
              aria-autocomplete="list"
              {...(chosen >= 0 ? { 'aria-activedescendant': `command-${chosen}` } : {})}
              placeholder="Find a request or a command"
              spellCheck={false}
              autoComplete="off"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          {shown.length > 0 ? (
            <div id="commands" role="listbox" aria-label="Found" className="palette-list">
              {shown.map((command, index) => (
                <CommandRow
                  key={`${command.group} ${command.id}`}
                  command={command}
                  index={index}
                  isChosen={index === chosen}
                  onPoint={() => setAt(index)}
                  onRun={() => run(command)}
                />
              ))}
            </div>
          ) : (
            <p id="commands" className="palette-none">
              Nothing is called so.
            </p>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface CommandRowProps {
  command: Command;
  index: number;
  isChosen: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function CommandRow({ command, index, isChosen, onPoint, onRun }: CommandRowProps) {
  const { group, name, detail, method, shortcut } = command;
  const Icon = icons[group];
  return (
    <div
      role="option"
      id={`command-${index}`}
      aria-selected={isChosen}
      className={`palette-row${isChosen ? ' palette-row-chosen' : ''}`}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      {method !== undefined ? (
        <span className="palette-method">
          <Method method={method} compact />
        </span>
      ) : (
        <Icon aria-hidden />
      )}
      <span className="palette-name">{name}</span>
      {detail ? <span className="palette-detail">{detail}</span> : null}
      {shortcut ? <Keys keys={shortcut} /> : isChosen ? <CornerDownLeft aria-hidden /> : null}
    </div>
  );
}
