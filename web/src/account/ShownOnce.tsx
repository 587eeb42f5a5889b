import { Copy, Download } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../ui/Button';
import { saveFile } from '../ui/save_file';
import { toast } from '../ui/Toast';
import './ShownOnce.css';

interface ShownOnceProps {
  /** What it is: "API key". */
  label: string;
  /** Lines of text. */
  lines: readonly string[];
  /** Name of a file to put it into, where that is a place for it. */
  fileName?: string;
}

/** A secret that is told once: to be copied or put into a file now. */
export function ShownOnce({ label, lines, fileName }: ShownOnceProps) {
  const text = useRef<HTMLPreElement>(null);
  const copy = () => {
    navigator.clipboard.writeText(lines.join('\n')).then(
      () => toast({ title: 'Copied', tone: 'success' }),
      // The browser forbids it: what is selected can be copied by hand.
      () => text.current && getSelection()?.selectAllChildren(text.current),
    );
  };
  return (
    <div className="shown-once">
      <pre ref={text} aria-label={label} tabIndex={0}>
        {lines.join('\n')}
      </pre>
      <div className="ui-section-buttons">
        <Button onPress={copy}>
          <Copy aria-hidden /> Copy
        </Button>
        {fileName ? (
          <Button onPress={() => saveFile(fileName, `${lines.join('\n')}\n`, 'text/plain')}>
            <Download aria-hidden /> Download
          </Button>
        ) : null}
      </div>
    </div>
  );
}
