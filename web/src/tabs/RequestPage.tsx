import { download } from '../agent/client';
import { DefinitionContext } from '../editor/definition';
import type { PostmanItem } from '../model/postman';
import { newRequestMemory, RequestTab, type RequestMemory } from '../request/RequestTab';
import { useStore } from '../state/store';
import { useSession } from '../workspace/session';
import { saveDraft, sendNow, stopSending } from './actions';
import { useDefinitions } from './use_definitions';
import { useSurroundings } from './use_surroundings';
import type { PageProps } from './Workbench';

/** The editor of a request with all that it needs to know of where the request is. */
export default function RequestPage({ tab, editable }: PageProps) {
  const session = useSession();
  const sending = useStore(session.sendings).get(tab.id);
  const { place, variables, inheritedAuth } = useSurroundings(tab.id, false);
  const goToDefinition = useDefinitions(place);
  const item: PostmanItem = editable.content;
  return (
    <DefinitionContext value={goToDefinition}>
      <RequestTab
        key={tab.id}
        item={item}
        onChange={(next) => editable.edit({ ...next })}
        onSend={() => void sendNow(session, tab.id, place, item)}
        onSave={() => void saveDraft(session, tab.id)}
        sending={sending?.running != null}
        result={sending?.result ?? null}
        variables={variables}
        inheritedAuth={inheritedAuth}
        readOnly={editable.readOnly}
        onCancel={() => void stopSending(session, tab.id)}
        loadBody={loadBody}
        memory={memoryOf(session.memories, tab.id)}
      />
    </DefinitionContext>
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
