import { useState } from 'react';
import { statusQuery, type SignInState, type Status } from '../agent/api';
import { isFactorWanted } from '../agent/factor_wanted';
import { queries } from '../agent/queries';
import { Mark } from '../frame/Mark';
import { CodeForm } from './CodeForm';
import { ForgotForm } from './ForgotForm';
import { LinkForm } from './LinkForm';
import { LocalForm } from './LocalForm';
import { PasswordForm } from './PasswordForm';
import { ResetForm } from './ResetForm';
import { SignUpForm } from './SignUpForm';
import { headingOf, type View } from './views';
import './SignInPage.css';

/** From who is not signed in yet to who is: by password and code, by a new account, by the links of mails. */
export default function SignInPage({ status }: { status: Status }) {
  const [view, setView] = useState<View>({ kind: status.server.embedded ? 'local' : 'password' });
  const [email, setEmail] = useState('');
  const { title, text } = headingOf(view);

  const onState = async (state: SignInState) => {
    if (state.state === 'code_wanted') {
      setView({ kind: 'code', ticket: state.ticket });
      return;
    }
    isFactorWanted.set(false);
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'status' });
    await queries.invalidateQueries(statusQuery);
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header>
          <Mark size={40} />
          <h1>{title}</h1>
          <p>{text ?? hostOf(status.server)}</p>
        </header>
        <ViewForm view={view} email={email} onEmail={setEmail} onView={setView} onState={onState} />
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

interface ViewFormProps {
  view: View;
  /** Typed once for all of them. */
  email: string;
  onEmail: (email: string) => void;
  onView: (view: View) => void;
  onState: (state: SignInState) => Promise<void>;
}

function ViewForm({ view, email, onEmail, onView, onState }: ViewFormProps) {
  const onBack = () => onView({ kind: 'password' });
  switch (view.kind) {
    case 'local':
      return <LocalForm onState={onState} onOther={onBack} />;
    case 'password':
      return <PasswordForm note={view.note} email={email} onEmail={onEmail} onView={onView} onState={onState} />;
    case 'code':
      return <CodeForm email={email} ticket={view.ticket} onState={onState} onBack={onBack} />;
    case 'forgot':
      return <ForgotForm email={email} onEmail={onEmail} onView={onView} onBack={onBack} />;
    case 'sign-up':
      return (
        <SignUpForm invitation={view.invitation} email={email} onEmail={onEmail} onView={onView} onBack={onBack} />
      );
    case 'link':
      return <LinkForm note={view.note} onView={onView} onBack={onBack} />;
    case 'reset':
      return <ResetForm token={view.token} onView={onView} onBack={onBack} />;
  }
}
