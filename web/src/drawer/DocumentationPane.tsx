import { BookText, Pencil } from 'lucide-react';
import { Suspense, useState } from 'react';
import { descriptionOf, withDescription } from '../model/description';
import type { PageProps } from '../tabs/Workbench';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { lazyPart } from '../ui/lazy_part';
import { TextField } from '../ui/TextField';

const Markdown = lazyPart(() => import('../ui/Markdown'));

/** What an element is for; edits are part of its draft, and saved with it. */
export default function DocumentationPane({ tab, editable }: PageProps) {
  const [isWriting, setWriting] = useState(false);
  const { kind } = tab;
  if (kind === 'environment' || kind === 'globals') return null;
  const text = descriptionOf(kind, editable.content);
  if (isWriting) {
    return (
      <>
        <TextField
          label="Description"
          description="Markdown. It is saved with the rest, by Ctrl+S."
          rows={16}
          autoFocus
          value={text}
          onChange={(next) => editable.edit(withDescription(kind, editable.content, next))}
        />
        <div className="drawer-buttons">
          <Button size="small" onPress={() => setWriting(false)}>
            Show
          </Button>
        </div>
      </>
    );
  }
  const write = editable.readOnly ? null : (
    <Button size="small" onPress={() => setWriting(true)}>
      <Pencil aria-hidden /> {text.trim() ? 'Edit' : 'Write it'}
    </Button>
  );
  if (!text.trim()) {
    return (
      <EmptyState icon={<BookText aria-hidden />} title="Not described yet" actions={write}>
        <p>Say what it is for, what it needs and what comes back. Others read it here.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className="drawer-buttons">{write}</div>
      <Suspense fallback={<p>{text}</p>}>
        <Markdown>{text}</Markdown>
      </Suspense>
    </>
  );
}
