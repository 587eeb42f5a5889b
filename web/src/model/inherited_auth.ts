import type { Content } from './element';
import type { PostmanAuth } from './postman';

/** The auth of what a request is in, and the name of that. */
export interface InheritedAuth {
  from: string;
  auth: PostmanAuth;
}

/** Of the innermost of these, given outermost first, that has one. */
export function inheritedAuth(parents: readonly { name: string; content: Content }[]): InheritedAuth | null {
  for (const { name, content } of [...parents].reverse()) {
    const auth = content.auth as PostmanAuth | null | undefined;
    if (typeof auth?.type === 'string') return { from: name, auth };
  }
  return null;
}
