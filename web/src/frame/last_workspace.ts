import { keptStore } from '../state/kept';

/** The workspace that is open, or was last. */
export const lastWorkspace = keptStore('signet.workspace', (kept) => (typeof kept === 'string' ? kept : null));
