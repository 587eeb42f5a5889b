import type { PostmanAuth, PostmanItem, ResolvedVariable } from '../model/postman';
import type { SendResult } from '../model/send';
import { emptyHistory, type History } from '../state/undo';

/** What a tab remembers while another one is shown. The frame keeps it; this folder reads and changes it. */
export interface RequestMemory {
  history: History<PostmanItem>;
  /** Which parts of the request and of the response are shown; null: what suits. */
  part: string | null;
  responsePart: string | null;
}

export function newRequestMemory(): RequestMemory {
  return { history: emptyHistory(), part: null, responsePart: null };
}

/** What the frame gives to the editor of a request. */
export interface RequestTabProps {
  item: PostmanItem;
  onChange: (item: PostmanItem) => void;
  onSend: () => void;
  onSave: () => void;
  sending: boolean;
  result: SendResult | null;
  variables: ResolvedVariable[];
  inheritedAuth: { from: string; auth: PostmanAuth } | null;
  readOnly: boolean;
  /** Gives up on the request that is under way; without it there is no button. */
  onCancel?: () => void;
  /** The bytes of a body (GET /agent/v1/bodies/ID), for those that came without text. */
  loadBody?: (id: string) => Promise<Uint8Array>;
  /** Without it a tab that is shown anew has forgotten what could be undone. */
  memory?: RequestMemory;
}
