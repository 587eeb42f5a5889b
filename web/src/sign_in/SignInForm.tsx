import type { ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';

interface SignInFormProps {
  /** The name of what is done, as on its button. */
  action: string;
  isReady?: boolean;
  /** What is done, as TanStack Query tells of it. */
  work: { isPending: boolean; error: Error | null; mutate: () => void };
  /** The fields. */
  children: ReactNode;
  /** Below the button: other ways to go on. */
  ways?: ReactNode;
}

/** A form of the pages that one sees before one is signed in. */
export function SignInForm({ action, isReady = true, work, children, ways }: SignInFormProps) {
  return (
    <Form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !work.isPending) work.mutate();
      }}
    >
      {children}
      <Failure>{work.error ? explain(work.error) : null}</Failure>
      <Button type="submit" variant="primary" isDisabled={!isReady} isPending={work.isPending}>
        {action}
      </Button>
      {ways ? <div className="sign-in-ways">{ways}</div> : null}
    </Form>
  );
}
