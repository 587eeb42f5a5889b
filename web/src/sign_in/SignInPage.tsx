import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { giveCode, signIn, signInLocally, statusQuery, type SignInState, type Status } from '../agent/api';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Mark } from '../frame/Mark';
import { Button } from '../ui/Button';
import { TextField } from '../ui/TextField';
import './SignInPage.css';

/** Asks for the password, then for the code of whoever has a second factor. */
export default function SignInPage({ status }: { status: Status }) {
  const [ticket, setTicket] = useState<string | null>(null);
  const [email, setEmail] = useState('');
  const [isOther, setIsOther] = useState(false);

  const next = async (state: SignInState) => {
    if (state.state === 'code_wanted') {
      setTicket(state.ticket);
      return;
    }
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'status' });
    await queries.invalidateQueries(statusQuery);
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header>
          <Mark size={40} />
          <h1>{ticket === null ? 'Sign in to Signet' : 'Your code'}</h1>
          <p>{ticket === null ? hostOf(status.server) : 'From your authenticator app, or a recovery code.'}</p>
        </header>
        {ticket === null && status.server.embedded && !isOther ? (
          <Local onNext={next} onOther={() => setIsOther(true)} />
        ) : ticket === null ? (
          <Password email={email} onEmail={setEmail} onNext={next} />
        ) : (
          <Code email={email} ticket={ticket} onNext={next} onBack={() => setTicket(null)} />
        )}
      </div>
      <p className="sign-in-foot">Signet {status.version}. Your session stays with the agent on this machine.</p>
    </main>
  );
}

function hostOf({ url, embedded }: Status['server']): string {
  if (embedded) return 'The server is on this machine.';
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

interface LocalProps {
  onNext: (state: SignInState) => Promise<void>;
  onOther: () => void;
}

/** The server within the agent knows who uses this machine. */
function Local({ onNext, onOther }: LocalProps) {
  const signing = useMutation({ mutationFn: signInLocally, onSuccess: onNext });
  return (
    <div className="sign-in-form">
      <Failure error={signing.error} />
      <Button variant="primary" autoFocus isPending={signing.isPending} onPress={() => signing.mutate()}>
        Go on as this machine’s user
      </Button>
      <Button variant="quiet" onPress={onOther}>
        Sign in with a password
      </Button>
    </div>
  );
}

interface PasswordProps {
  email: string;
  onEmail: (email: string) => void;
  onNext: (state: SignInState) => Promise<void>;
}

function Password({ email, onEmail, onNext }: PasswordProps) {
  const [password, setPassword] = useState('');
  const signing = useMutation({ mutationFn: () => signIn(email.trim(), password), onSuccess: onNext });
  return (
    <Form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!signing.isPending) signing.mutate();
      }}
    >
      <TextField
        label="E-mail address"
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        isRequired
        value={email}
        onChange={onEmail}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
      <Failure error={signing.error} />
      <Button type="submit" variant="primary" isPending={signing.isPending}>
        {signing.isPending ? 'Signing in …' : 'Sign in'}
      </Button>
    </Form>
  );
}

interface CodeProps {
  email: string;
  ticket: string;
  onNext: (state: SignInState) => Promise<void>;
  onBack: () => void;
}

function Code({ email, ticket, onNext, onBack }: CodeProps) {
  const [code, setCode] = useState('');
  const giving = useMutation({ mutationFn: () => giveCode(email.trim(), ticket, code.trim()), onSuccess: onNext });
  return (
    <Form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!giving.isPending) giving.mutate();
      }}
    >
      <TextField
        label="Code"
        name="code"
        autoComplete="one-time-code"
        autoFocus
        isRequired
        mono
        value={code}
        onChange={setCode}
      />
      <Failure error={giving.error} />
      <Button type="submit" variant="primary" isPending={giving.isPending}>
        {giving.isPending ? 'Checking …' : 'Go on'}
      </Button>
      <Button variant="quiet" onPress={onBack}>
        Back
      </Button>
    </Form>
  );
}

function Failure({ error }: { error: Error | null }): ReactNode {
  return (
    <div role="alert" className="sign-in-failure">
      {error ? explain(error) : null}
    </div>
  );
}
