import type { PostmanAuth, PostmanItem, ResolvedVariable } from '../model/postman';
import type { SendResult } from '../model/send';

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
}
