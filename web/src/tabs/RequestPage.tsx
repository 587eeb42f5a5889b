import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { download } from '../agent/client';
import { variablesQuery, type RequestPlace } from '../agent/api';
import { useEnvironment } from '../environments/chosen';
import type { ElementWithContent } from '../model/element';
import type { PostmanAuth, PostmanItem } from '../model/postman';
import { newRequestMemory, RequestTab, type RequestMemory } from '../request/RequestTab';
import { useStore } from '../state/store';
import { elementQuery, useTree } from '../workspace/elements';
import { useSession } from '../workspace/session';
import { ancestorsOf } from '../workspace/tree';
import { saveDraft, sendNow, stopSending } from './actions';
import type { PageProps } from './Workbench';

/** The editor of a request with all that it needs to know of where the request is. */
export default function RequestPage({ tab, editable }: PageProps) {
  const session = useSession();
  const tree = useTree(session.workspace.id);
  const environment = useEnvironment();
  const sending = useStore(session.sendings).get(tab.id);
  const item: PostmanItem = editable.content;

  const ancestors = ancestorsOf(tree, tab.id);
  const ways = ancestors.map(({ id }) => id).join(' ');
  const place = useMemo<RequestPlace>(
    () => ({
      workspace: session.workspace.id,
      environment,
      parents: ways.split(' ').filter(Boolean),
    }),
    [session.workspace.id, environment, ways],
  );
  const { data: variables = [] } = useQuery(variablesQuery(place, tree.seq));
  const parents = useQueries({
    queries: ancestors.map(({ id, version }) => elementQuery(session.workspace.id, id, version)),
    combine: (results) => results.map(({ data }) => data),
  });
  return (
    <RequestTab
      key={tab.id}
      item={item}
      onChange={(next) => editable.edit({ ...next })}
      onSend={() => void sendNow(session, tab.id, place, item)}
      onSave={() => void saveDraft(session, tab.id)}
      sending={sending?.running != null}
      result={sending?.result ?? null}
      variables={variables}
      inheritedAuth={inherited(parents)}
      readOnly={editable.readOnly}
      onCancel={() => void stopSending(session, tab.id)}
      loadBody={loadBody}
      memory={memoryOf(session.memories, tab.id)}
    />
  );
}

function memoryOf(memories: Map<string, RequestMemory>, id: string): RequestMemory {
  const memory = memories.get(id) ?? newRequestMemory();
  memories.set(id, memory);
  return memory;
}

async function loadBody(id: string): Promise<Uint8Array> {
  const body = await download(`/agent/v1/bodies/${encodeURIComponent(id)}`);
  return new Uint8Array(await body.arrayBuffer());
}

/** The auth that a request gets from what it is in: of the innermost that has one. */
function inherited(parents: readonly (ElementWithContent | undefined)[]): { from: string; auth: PostmanAuth } | null {
  for (const parent of [...parents].reverse()) {
    const auth = parent?.content.auth as PostmanAuth | null | undefined;
    if (parent && typeof auth?.type === 'string') return { from: parent.name, auth };
  }
  return null;
}
