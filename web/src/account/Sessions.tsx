import { useMutation, useQuery } from '@tanstack/react-query';
import { Globe, Monitor, Terminal } from 'lucide-react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { toast } from '../ui/Toast';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { revokeOtherSessions, revokeSession, sessionsQuery, type AccountSession } from './api';

const kinds: Record<string, { name: string; icon: typeof Globe }> = {
  browser: { name: 'Browser', icon: Globe },
  cli: { name: 'Command line', icon: Terminal },
  agent: { name: 'Signet app', icon: Monitor },
};

/** Where one is signed in. */
export function Sessions() {
  const { data: sessions, error } = useQuery(sessionsQuery);
  const refresh = () => queries.invalidateQueries(sessionsQuery);
  const ending = useMutation({ mutationFn: revokeSession, onSettled: refresh });
  const endingOthers = useMutation({
    mutationFn: revokeOtherSessions,
    onSuccess: (count) => toast({ title: `${count} other ${count === 1 ? 'session' : 'sessions'} ended` }),
    onSettled: refresh,
  });
  const failure = error ?? ending.error ?? endingOthers.error;
  return (
    <Section
      title="Sessions"
      text="Where you are signed in. End what you do not know, and change your password then."
      actions={
        sessions && sessions.length > 1 ? (
          <Button isPending={endingOthers.isPending} onPress={() => endingOthers.mutate()}>
            End all others
          </Button>
        ) : null
      }
    >
      <Failure>{failure ? explain(failure) : null}</Failure>
      {sessions ? (
        <Rows label="Sessions">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isEnding={ending.isPending && ending.variables === session.id}
              onEnd={() => ending.mutate(session.id)}
            />
          ))}
        </Rows>
      ) : error ? null : (
        <Spinner label="Sessions are loading" />
      )}
    </Section>
  );
}

interface SessionRowProps {
  session: AccountSession;
  isEnding: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isEnding, onEnd }: SessionRowProps) {
  const { name, icon: Icon } = kinds[session.kind] ?? { name: session.kind, icon: Globe };
  return (
    <Row
      icon={<Icon aria-hidden />}
      title={
        <>
          {name}
          {session.is_this ? <Tag tone="good">This one</Tag> : null}
          {session.has_second_factor ? <Tag>With second factor</Tag> : null}
        </>
      }
      detail={
        <>
          {session.user_agent} · {session.address} · used <When at={session.last_used} /> · since{' '}
          <When at={session.created} />
        </>
      }
    >
      {session.is_this ? null : (
        <Button size="small" isPending={isEnding} aria-label={`End the session of ${session.address}`} onPress={onEnd}>
          End
        </Button>
      )}
    </Row>
  );
}
