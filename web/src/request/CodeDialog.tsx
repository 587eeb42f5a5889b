import { Copy } from 'lucide-react';
import { useMemo, useState } from 'react';
import { CodeEditor } from '../editor/CodeEditor';
import type { PostmanAuth, PostmanItem } from '../model/postman';
import { Button, Dialog } from '../ui';
import { copyText } from '../ui/copy_text';
import { codeLanguages, generateCode } from './code/generate';
import { Segmented } from './parts/Segmented';
import './panes.css';

interface CodeDialogProps {
  item: PostmanItem;
  inherited: PostmanAuth | null;
  onClose: () => void;
}

/** The request as code, its variables read from the environment. */
export function CodeDialog({ item, inherited, onClose }: CodeDialogProps) {
  const [id, setId] = useState('curl');
  const language = codeLanguages.find((each) => each.id === id);
  const code = useMemo(() => (language ? generateCode(item, inherited, language) : ''), [item, inherited, language]);
  return (
    <Dialog
      title="Code for this request"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <Button variant="primary" onPress={() => void copyText(code)}>
          <Copy aria-hidden />
          Copy
        </Button>
      }
    >
      <Segmented label="Language" options={codeLanguages} value={id} onChange={setId} />
      <div className="code-dialog">
        <CodeEditor label="Code" language={language?.colours ?? 'text'} value={code} readOnly wrap />
      </div>
      <p className="pane-help">Variables and secrets are read from the environment: no value stands in the code.</p>
    </Dialog>
  );
}
