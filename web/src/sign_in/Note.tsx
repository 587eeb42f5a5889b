import type { ReactNode } from 'react';

/** What was done on the page before; read out as it comes. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={children ? 'ui-note' : 'ui-hidden'}>
      {children}
    </div>
  );
}
