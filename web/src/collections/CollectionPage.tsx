import { BookOpen, Download, FilePlus, Folder, FolderPlus, Pencil, Play } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { PostmanAuth, PostmanEvent, PostmanVariable } from '../model/postman';
import { useCurrentValues } from '../environments/current_values';
import { VariableHint, VariableTable } from '../environments/VariableTable';
import { DefinitionContext } from '../editor/definition';
import { AuthPane } from '../request/AuthPane';
import { ScriptsPane } from '../request/ScriptsPane';
import { drawer } from '../drawer/drawer';
import { openDocumentation } from '../documentation/actions';
import { openRun } from '../runs/actions';
import { act } from '../sidebar/element_actions';
import { useStore } from '../state/store';
import type { PageProps } from '../tabs/Workbench';
import { openElement } from '../tabs/actions';
import { useDefinitions } from '../tabs/use_definitions';
import { useSurroundings } from '../tabs/use_surroundings';
import { Button } from '../ui/Button';
import { lazyPart } from '../ui/lazy_part';
import { Method } from '../ui/Method';
import { Tag } from '../ui/Tag';
import { Tab, TabList, TabPanel, Tabs } from '../ui/Tabs';
import { Button as AriaButton } from 'react-aria-components';
import { useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { childrenOf, countBelow } from '../workspace/tree';
import { descriptionOf } from '../model/description';
import { isContainer, type Content } from '../model/element';
import './CollectionPage.css';

const Markdown = lazyPart(() => import('../ui/Markdown'));

/** A collection or a folder: what it is for, what is in it, its variables. */
export default function CollectionPage({ tab, editable }: PageProps) {
  const { content, readOnly, edit } = editable;
  const session = useSession();
  const element = useTree(session.workspace.id).byId.get(tab.id);
  const variables = Array.isArray(content.variable) ? (content.variable as PostmanVariable[]) : [];
  const { place, variables: seen, inheritedAuth } = useSurroundings(tab.id, true);
  const goToDefinition = useDefinitions(place);
  const [part, setPart] = useState('overview');
  const isWanted = useStore(session.wantedVariable)?.tab === tab.id;
  if (isWanted && part !== 'variables') setPart('variables');
  const current = useCurrentValues(tab.isNew || tab.kind !== 'collection' ? undefined : tab.id);
  const pane = { variables: seen, readOnly };
  return (
    <DefinitionContext value={goToDefinition}>
      <Tabs selectedKey={part} onSelectionChange={(key) => setPart(String(key))}>
        <TabList
          label={tab.kind === 'collection' ? 'Parts of the collection' : 'Parts of the folder'}
          end={
            element ? (
              <>
                <Button size="small" variant="quiet" onPress={() => openDocumentation(session, element)}>
                  <BookOpen aria-hidden /> Documentation
                </Button>
                <Button size="small" variant="primary" onPress={() => openRun(session, element)}>
                  <Play aria-hidden /> Run …
                </Button>
              </>
            ) : null
          }
        >
          <Tab id="overview">Overview</Tab>
          <Tab id="auth" badge={isRecord(content.auth) ? '•' : null}>
            Auth
          </Tab>
          <Tab id="scripts" badge={hasScripts(content.event) ? '•' : null}>
            Scripts
          </Tab>
          <Tab id="variables" badge={variables.length || null}>
            Variables
          </Tab>
        </TabList>
        <TabPanel id="overview">
          <Overview tab={tab} editable={editable} />
        </TabPanel>
        <TabPanel id="auth">
          <AuthPane
            {...pane}
            inherited={inheritedAuth}
            item={{ request: { auth: isRecord(content.auth) ? (content.auth as PostmanAuth) : null } }}
            onChange={({ request }) => edit(withAuth(content, typeof request === 'object' ? request.auth : null))}
          />
        </TabPanel>
        <TabPanel id="scripts">
          <ScriptsPane {...pane} item={content} onChange={(next) => edit({ ...next })} />
        </TabPanel>
        <TabPanel id="variables">
          <div className="collection-variables">
            <VariableTable
              tab={tab.id}
              variables={variables}
              onChange={(variable) => edit({ ...content, variable })}
              readOnly={readOnly}
              mayBeSecret={false}
              onMove={null}
              current={current}
            />
            <div className="variables">
              <VariableHint>
                They hold for all requests in it, and give way to those of the environment. Secrets belong into an
                environment. The current value is yours alone, and stays on this machine.
              </VariableHint>
            </div>
          </div>
        </TabPanel>
      </Tabs>
    </DefinitionContext>
  );
}

function Overview({ tab, editable }: PageProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const element = tree.byId.get(tab.id);
  const { content, readOnly } = editable;
  const kind = tab.kind === 'collection' ? 'collection' : 'folder';
  const description = descriptionOf(kind, content).trim();
  const inside = childrenOf(tree, tab.id).flatMap((id) => tree.byId.get(id) ?? []);
  return (
    <div className="collection-overview">
      <section>
        <header>
          <h2>Description</h2>
          {readOnly ? null : (
            <Button size="small" variant="quiet" onPress={() => drawer.set('documentation')}>
              <Pencil aria-hidden /> {description ? 'Edit the description' : 'Describe it'}
            </Button>
          )}
        </header>
        {description ? (
          <Suspense fallback={<p>{description}</p>}>
            <Markdown>{description}</Markdown>
          </Suspense>
        ) : (
          <p className="ui-quiet">What these requests are for, and how to begin: nobody has said it yet.</p>
        )}
      </section>
      <section>
        <header>
          <h2>{inside.length === 0 ? 'Nothing in it yet' : `In it: ${countBelow(tree, tab.id)}`}</h2>
          {readOnly || !element ? null : (
            <>
              <Button size="small" variant="quiet" onPress={() => void act(session, 'add-request', element)}>
                <FilePlus aria-hidden /> Add request
              </Button>
              <Button size="small" variant="quiet" onPress={() => void act(session, 'add-folder', element)}>
                <FolderPlus aria-hidden /> Add folder
              </Button>
            </>
          )}
          {tab.kind === 'collection' && element ? (
            <Button size="small" variant="quiet" onPress={() => void act(session, 'export', element)}>
              <Download aria-hidden /> Export
            </Button>
          ) : null}
        </header>
        <ul>
          {inside.slice(0, 200).map((child) => (
            <li key={child.id}>
              <AriaButton className="collection-child" onPress={() => openElement(session, child, true)}>
                {isContainer(child.kind) ? (
                  <Folder aria-hidden />
                ) : (
                  <span className="tree-method">
                    <Method method={child.method} compact />
                  </span>
                )}
                <span className="tree-name">{child.name}</span>
                {isContainer(child.kind) ? <Tag>{countBelow(tree, child.id)}</Tag> : null}
              </AriaButton>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function isRecord(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without any, the document has no such member, and what is above counts. */
function withAuth(content: Content, auth: PostmanAuth | null | undefined): Content {
  if (auth) return { ...content, auth };
  const rest = { ...content };
  delete rest.auth;
  return rest;
}

function hasScripts(events: unknown): boolean {
  return Array.isArray(events) && events.some((event: PostmanEvent) => (event.script?.exec ?? []).length > 0);
}
