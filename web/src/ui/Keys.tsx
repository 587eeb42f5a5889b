import { isMac } from './platform';
import './Keys.css';

/** Keys to press, as in `keys="Ctrl+S"`; on a Mac Ctrl is shown as ⌘. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="ui-keys">
      {keys.split('+').map((key) => (
        <kbd key={key}>{key === 'Ctrl' && isMac() ? '⌘' : key === 'Alt' && isMac() ? '⌥' : key}</kbd>
      ))}
    </span>
  );
}
