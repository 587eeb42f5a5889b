import { Download, Printer } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { Panel, PanelGroup, PanelResizeHandle } from 'react-resizable-panels';
import { explain } from '../agent/problem';
import type { Element } from '../model/element';
import { Crumbs } from '../tabs/Crumbs';
import type { OpenTab } from '../tabs/tabs';
import { WithElement } from '../tabs/WithElement';
import { Button } from '../ui/Button';
import { saveFile } from '../ui/save_file';
import { toast } from '../ui/Toast';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { documentedElement } from './actions';
import { codeLanguage, languageNow } from './code_language';
import { toMarkdown } from './markdown';
import { Outline } from './Outline';
import { Paper } from './Paper';
import { readDocumentation } from './read';
import { sectionsOf, type DescribedSection } from './sections';
import { SectionView } from './SectionView';
import { useSections } from './use_sections';
import './DocumentationPage.css';

/** A collection or folder as whoever uses the API reads it. What is shown is what is saved. */
export default function DocumentationPage({ tab }: { tab: OpenTab }) {
  const root = documentedElement(tab.id);
  return (
    <WithElement tab={tab} id={root} gone="What was documented here was deleted">
      {(element) => (
        <div className="doc-page">
          <Head element={element} />
          <Reader key={root} root={root} />
        </div>
      )}
    </WithElement>
  );
}

function Head({ element }: { element: Element }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const [progress, setProgress] = useState<string | null>(null);
  const [paper, setPaper] = useState<DescribedSection[] | null>(null);
  const withAll = async (onRead: (sections: DescribedSection[]) => void) => {
    setProgress('Reading …');
    try {
      onRead(
        await readDocumentation(session.workspace.id, element.id, (done, all) => {
          if (done % 100 === 0) setProgress(`Reading ${done} of ${all}`);
        }),
      );
    } catch (error) {
      toast({ title: 'The documentation could not be read', detail: explain(error), tone: 'danger' });
    } finally {
      setProgress(null);
    }
  };
  const save = (sections: DescribedSection[]) =>
    saveFile(`${element.name}.md`, toMarkdown(sections, languageNow(codeLanguage.get())), 'text/markdown');
  return (
    <header className="crumb-line">
      <Crumbs way={[...ancestorsOf(tree, element.id), element]}>
        <h1>Documentation</h1>
      </Crumbs>
      <span role="status" className="doc-muted">
        {progress}
      </span>
      <Button size="small" variant="quiet" isDisabled={progress !== null} onPress={() => void withAll(save)}>
        <Download aria-hidden /> Markdown
      </Button>
      <Button size="small" variant="quiet" isDisabled={progress !== null} onPress={() => void withAll(setPaper)}>
        <Printer aria-hidden /> Print
      </Button>
      {paper ? <Paper sections={paper} onDone={() => setPaper(null)} /> : null}
    </header>
  );
}

const guessOfRequest = 420;
const guessOfContainer = 140;

function Reader({ root }: { root: string }) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const sections = useMemo(() => sectionsOf(tree, root), [tree, root]);
  const ids = useMemo(() => sections.map(({ element }) => element.id), [sections]);
  const guess = useMemo(
    () => (index: number) => (sections[index]?.element.kind === 'request' ? guessOfRequest : guessOfContainer),
    [sections],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const { from, to, before, after, current, onHeight, goTo } = useSections(scroller, ids, guess);
  return (
    <PanelGroup direction="horizontal" autoSaveId="signet.documentation" className="doc-parts">
      <Panel defaultSize={26} minSize={12} maxSize={50}>
        <Outline tree={tree} sections={sections} current={ids[current] ?? root} onChoose={goTo} />
      </Panel>
      <PanelResizeHandle className="handle" aria-label="Width of the contents" />
      <Panel minSize={30}>
        <div ref={scroller} className="doc-text" tabIndex={0} role="region" aria-label="Text of the documentation">
          <div style={{ height: before }} />
          {sections.slice(from, to).map((section) => (
            <SectionView key={section.element.id} section={section} onHeight={onHeight} />
          ))}
          <div style={{ height: after }} />
        </div>
      </Panel>
    </PanelGroup>
  );
}
