import { useInfiniteQuery } from '@tanstack/react-query';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { auditQuery } from './api';
import { actionInWords, detailsInWords } from './words';

/** What the audit log has of oneself. */
export function Activity() {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery);
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <Section title="Activity" text="What you did and what happened to your account, as the audit log has it.">
      <Failure>{error ? explain(error) : null}</Failure>
      {data ? (
        <Rows label="Activity">
          {records.map((record) => (
            <Row
              key={record.seq}
              title={
                <>
                  {actionInWords(record.action)}
                  {record.actor_kind === 'api_key' ? <Tag>By an API key</Tag> : null}
                </>
              }
              detail={[detailsInWords(record), record.address, record.user_agent].filter(Boolean).join(' · ')}
            >
              <span className="ui-row-detail">
                <When at={record.at} />
              </span>
            </Row>
          ))}
        </Rows>
      ) : error ? null : (
        <Spinner label="The activity is loading" />
      )}
      {hasNextPage ? (
        <div className="ui-section-buttons">
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
