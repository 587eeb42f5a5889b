import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Tag } from '../ui/Tag';
import { toast } from '../ui/Toast';
import { When } from '../ui/When';
import { consentsQuery, revokeConsent, type Consent } from './api';

/** What collections may use without being asked about again. */
export function Consents() {
  const { data: consents, error } = useQuery(consentsQuery);
  const revoke = (consent: Consent) => {
    revokeConsent(consent.id).then(
      () => queries.invalidateQueries(consentsQuery),
      (fault: unknown) => toast({ title: 'That was not taken back', detail: explain(fault), tone: 'danger' }),
    );
  };
  return (
    <Section title="What was allowed" text="Collections that may use secrets without asking again.">
      <Failure>{error ? explain(error) : null}</Failure>
      {consents?.length === 0 ? (
        <EmptyState icon={<ShieldCheck aria-hidden />} title="Nothing is allowed for good">
          <p>A collection that wants a secret asks here; what you answer with “Always” is listed.</p>
        </EmptyState>
      ) : null}
      {consents && consents.length > 0 ? (
        <Rows label="What was allowed">
          {consents.map((consent) => (
            <Row
              key={consent.id}
              icon={<ShieldCheck aria-hidden />}
              title={
                <>
                  {consent.collection || 'Requests of no collection'}
                  {consent.scripts_read ? <Tag tone="warning">Scripts read</Tag> : null}
                  {consent.scripts_write ? <Tag tone="warning">Scripts write</Tag> : null}
                </>
              }
              detail={
                <>
                  {consent.secrets.join(', ')}
                  {consent.granted ? (
                    <>
                      {' '}
                      · allowed <When at={consent.granted} />
                    </>
                  ) : null}
                  <div className="vault-location">{consent.location}</div>
                </>
              }
            >
              <Button size="small" onPress={() => revoke(consent)}>
                Take back
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
    </Section>
  );
}
