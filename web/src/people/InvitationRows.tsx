import { useMutation } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Failure, Row, Rows } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';

interface InvitationRowsProps {
  /** `role`: its name. */
  invitations: readonly { id: string; email: string; role: string; expires: string }[];
  /** Why they could not be read. */
  error: Error | null;
  revoke: (id: string) => Promise<unknown>;
  /** After one was taken back, or could not be. */
  onSettled: () => Promise<unknown>;
}

/** Mails that were sent, and not answered yet. */
export function InvitationRows({ invitations, error, revoke, onSettled }: InvitationRowsProps) {
  const revoking = useMutation({ mutationFn: revoke, onSettled });
  const failure = error ?? revoking.error;
  return (
    <>
      <Failure>{failure ? explain(failure) : null}</Failure>
      {invitations.length > 0 ? (
        <Rows label="Invitations">
          {invitations.map(({ id, email, role, expires }) => (
            <Row
              key={id}
              icon={<Mail aria-hidden />}
              title={
                <>
                  {email} <Tag>{role}</Tag>
                </>
              }
              detail={
                <>
                  Ends <When at={expires} />
                </>
              }
            >
              <Button
                size="small"
                variant="quiet"
                aria-label={`Take back the invitation of ${email}`}
                isPending={revoking.isPending && revoking.variables === id}
                onPress={() => revoking.mutate(id)}
              >
                Take back
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
    </>
  );
}
