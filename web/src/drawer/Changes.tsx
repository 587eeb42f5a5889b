import { Tag } from '../ui/Tag';
import type { VersionChange } from './api';
import { parseUnified, type UnifiedLine } from './unified';

const verbs = { added: 'added', removed: 'removed', changed: 'changed' };

/** What became different, place by place. */
export function Changes({ changes }: { changes: readonly VersionChange[] }) {
  if (changes.length === 0) return <p>They say the same.</p>;
  return (
    <ul className="changes" aria-label="Changes">
      {changes.map((change) => (
        <li key={`${change.path} ${change.change}`}>
          <header title={change.path}>
            <strong>{change.title}</strong> <Tag>{verbs[change.change]}</Tag>
          </header>
          <What {...change} />
        </li>
      ))}
    </ul>
  );
}

function What({ title, before, after, lines, secret }: VersionChange) {
  if (secret) return <p className="ui-quiet">It is secret: its values are not shown.</p>;
  const shown: UnifiedLine[] =
    lines !== null
      ? parseUnified(lines)
      : [
          ...(before === null ? [] : before.split('\n').map((text) => ({ sign: '-', text }) as const)),
          ...(after === null ? [] : after.split('\n').map((text) => ({ sign: '+', text }) as const)),
        ];
  return <Lines label={title} lines={shown} />;
}

const words: Record<UnifiedLine['sign'], string> = { '+': 'Added: ', '-': 'Removed: ', ' ': '', '@': '' };

/** Lines that went and came; the signs are read out as words. */
export function Lines({ label, lines }: { label: string; lines: readonly UnifiedLine[] }) {
  return (
    <div className="diff-lines" role="region" aria-label={label} tabIndex={0}>
      {lines.map(({ sign, text }, at) => (
        <div key={at} className="diff-line" data-sign={sign}>
          <span aria-hidden>{sign === '@' ? '⋯' : sign}</span>
          <span>
            <span className="ui-hidden">{words[sign]}</span>
            {text}
          </span>
        </div>
      ))}
    </div>
  );
}
