import { Store } from '../state/store';

/** Whether changes by others are told as they happen: nobody has to ask for them then. */
export const isLive = new Store(false);
