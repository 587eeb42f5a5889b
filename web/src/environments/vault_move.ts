/** Of a value in the open: the vault gets it, and the variable says where it is. */
import { call } from '../agent/client';
import { explain } from '../agent/problem';
import { openVault } from '../frame/VaultDoor';
import type { Content } from '../model/element';
import type { PostmanVariable } from '../model/postman';
import { toast } from '../ui/Toast';
import { readElement } from '../workspace/api';
import { treeNow } from '../workspace/elements';
import type { Session } from '../workspace/session';
import { textOf } from './bulk';

interface ProposalState {
  /** gone: declined on the vault's page, too old, or another one has taken its place. */
  state: 'waiting' | 'stored' | 'gone';
  /** The name that it has in the vault. */
  name: string;
}

const path = '/agent/v1/vault/proposals';
const pause = 1000;

/** Names of the vault have no braces and no colon, which parts a provider from its reference. */
export function vaultName(key: string): string {
  return key.replaceAll(/[{}:]/g, '-').trim();
}

/** The document with `after` in the place of the variable's value; null when that is not `before` any more. */
export function withValue(content: Content, key: string, before: string, after: string): Content | null {
  const values = Array.isArray(content.values) ? (content.values as PostmanVariable[]) : [];
  const at = values.findIndex((one) => one.key === key && textOf(one.value) === before);
  if (at < 0) return null;
  return { ...content, values: values.map((one, index) => (index === at ? { ...one, value: after } : one)) };
}

/**
 * Proposes the value to the vault, whose own page asks for domains, and waits for what its user says there. The agent
 * has the value meanwhile: it is in no address, and on no page that this one could open.
 */
export async function moveToVault(session: Session, element: string, key: string, value: string): Promise<void> {
  const from = `${key}, in ${treeNow(session.workspace.id).byId.get(element)?.name ?? 'an environment'}`;
  try {
    const { id } = await call<{ id: string }>('POST', path, { body: { name: vaultName(key), from, value } });
    await openVault();
    const name = await settled(id);
    if (name === null) return;
    const placeholder = `{{vault:${name}}}`;
    if (!(await replace(session, element, key, value, placeholder))) {
      toast({ title: `“${name}” is in your vault`, detail: `${key} was changed meanwhile, and stays as it is.` });
      return;
    }
    toast({
      title: `“${name}” is in your vault`,
      detail: `${key} refers to it now. Save to keep that; earlier versions still have the value.`,
      tone: 'success',
      action: { name: 'Undo', run: () => void replace(session, element, key, placeholder, value) },
    });
  } catch (error) {
    toast({ title: 'It was not moved to the vault', detail: explain(error), tone: 'danger' });
  }
}

/** The name that it was stored under; null when it was not. */
async function settled(id: string): Promise<string | null> {
  for (;;) {
    const { state, name } = await call<ProposalState>('GET', `${path}/${id}`);
    if (state !== 'waiting') return state === 'stored' ? name : null;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** In what is edited of the element, or in what is saved. False when the value is another one by now. */
async function replace(session: Session, id: string, key: string, before: string, after: string): Promise<boolean> {
  const workspace = session.workspace.id;
  const saved = await readElement(workspace, id);
  const content = withValue(session.drafts.get().get(id)?.content ?? saved.content, key, before, after);
  if (content) session.drafts.editElement(saved, content);
  return content !== null;
}
