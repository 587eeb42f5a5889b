import { useMutation } from '@tanstack/react-query';
import { signInLocally, type SignInState } from '../agent/api';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';

interface LocalFormProps {
  onState: (state: SignInState) => Promise<void>;
  onOther: () => void;
}

/** The server within the agent knows who uses this machine. */
export function LocalForm({ onState, onOther }: LocalFormProps) {
  const signing = useMutation({ mutationFn: signInLocally, onSuccess: onState });
  return (
    <div className="sign-in-form">
      <Failure>{signing.error ? explain(signing.error) : null}</Failure>
      <Button variant="primary" autoFocus isPending={signing.isPending} onPress={() => signing.mutate()}>
        Go on as this machine’s user
      </Button>
      <Button variant="quiet" onPress={onOther}>
        Sign in with a password
      </Button>
    </div>
  );
}
