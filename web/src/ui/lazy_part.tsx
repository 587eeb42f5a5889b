import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** Says what to do where the browser only says which file it did not get. */
export class PartError extends Error {
  /** `forget`: has it fetched anew when it is drawn again. */
  constructor(
    cause: unknown,
    readonly forget: () => void,
  ) {
    super('This part of the app could not be loaded. Is signet app still running?', { cause });
    this.name = 'PartError';
  }
}

/**
 * A part of the page whose code is fetched when it is first drawn; draw it within Suspense and ErrorBoundary. Unlike
 * React's lazy, one that could not be fetched is fetched anew once the ErrorBoundary has shown that.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let part: LazyExoticComponent<ComponentType<Props>> | null = null;
  const fetched = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        throw new PartError(error, () => (part = null));
      }),
    );
  return function LazyPart(props: Props) {
    part ??= fetched();
    const Part = part;
    return <Part {...props} />;
  };
}
