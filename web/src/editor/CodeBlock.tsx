import { LanguageSupport } from '@codemirror/language';
import { classHighlighter, highlightCode } from '@lezer/highlight';
import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../ui/Button';
import './CodeBlock.css';
import { useLanguage, type Language } from './languages';

interface CodeBlockProps {
  label: string;
  language: Language;
  text: string;
  /** All of it, however long it is. */
  isWhole?: boolean;
}

/** What is longer is shown without colours. */
const mostToHighlight = 100_000;
const linesAtFirst = 60;

/** Code to be read: coloured as in an editor, and much lighter than one. */
export function CodeBlock({ label, language, text, isWhole = false }: CodeBlockProps) {
  const support = useLanguage(language);
  const [isUnfolded, setUnfolded] = useState(false);
  const lines = useMemo(() => text.split('\n'), [text]);
  const isCut = !isWhole && !isUnfolded && lines.length > linesAtFirst;
  const shown = isCut ? lines.slice(0, linesAtFirst).join('\n') : text;
  const coloured = useMemo(() => highlight(shown, support), [shown, support]);
  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={label}>
        <code>{coloured}</code>
      </pre>
      {isCut ? (
        <Button size="small" variant="quiet" onPress={() => setUnfolded(true)}>
          Show all {lines.length} lines
        </Button>
      ) : null}
    </div>
  );
}

function highlight(text: string, support: unknown): ReactNode {
  if (!(support instanceof LanguageSupport) || text.length > mostToHighlight) return text;
  const parts: ReactNode[] = [];
  highlightCode(
    text,
    support.language.parser.parse(text),
    classHighlighter,
    (piece, classes) =>
      parts.push(
        classes ? (
          <span key={parts.length} className={classes}>
            {piece}
          </span>
        ) : (
          piece
        ),
      ),
    () => parts.push('\n'),
  );
  return parts;
}
