import { Copy } from 'lucide-react';
import { useMemo, useState } from 'react';
import { CodeEditor } from '../editor/CodeEditor';
import type { PostmanAuth, PostmanItem } from '../model/postman';
import { Button, Dialog, toast } from '../ui';
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
  const copy = () =>
    void navigator.clipboard.writeText(code).then(
      () => toast({ title: 'Copied', tone: 'success' }),
      () =>
        toast({
          title: 'The browser did not allow to copy',
          detail: 'Select the code and press Ctrl+C.',
          tone: 'danger',
        }),
    );
  return (
    <Dialog
      title="Code for this request"
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <Button variant="primary" onPress={copy}>
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
