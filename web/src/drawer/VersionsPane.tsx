import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { explain } from '../agent/problem';
import { useNames } from '../people/use_names';
import type { PageProps } from '../tabs/Workbench';
import { Button } from '../ui/Button';
import { Failure } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { When } from '../ui/When';
import { useSession } from '../workspace/session';
import { versionsQuery } from './api';
import { VersionView } from './VersionView';

/** All that an element ever said: who saved it and when, and what became different. */
export default function VersionsPane({ tab, editable: { saved, isEdited, readOnly } }: PageProps) {
  const { workspace } = useSession();
  const nameOf = useNames(workspace.id);
  const [chosen, setChosen] = useState<number | null>(null);
  const now = saved?.version ?? 0;
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...versionsQuery(workspace.id, tab.id, now),
    // What is compared stays open when somebody saves.
    placeholderData: keepPreviousData,
  });
  if (!data) return error ? <Failure>{explain(error)}</Failure> : <Spinner label="Versions are loading" />;
  const versions = data.pages.flatMap((page) => page.versions);
  const version = versions.find((one) => one.version === chosen);
  if (version) {
    return (
      <VersionView
        element={tab.id}
        version={version}
        versions={versions}
        now={now}
        mayRestore={!readOnly}
        isEdited={isEdited}
        onBack={() => setChosen(null)}
      />
    );
  }
  return (
    <>
      <p className="ui-quiet">Each time it was saved. Choose one to see what became different.</p>
      <ul className="version-list" aria-label="Versions">
        {versions.map((one) => (
          <li key={one.version}>
            <AriaButton className="version-row" onPress={() => setChosen(one.version)}>
              <span className="version-name">
                Version {one.version} {one.version === now ? <Tag>Present</Tag> : null}
              </span>
              <span className="ui-quiet">
                {nameOf(one.by)} · <When at={one.at} />
              </span>
              <ChevronRight aria-hidden />
            </AriaButton>
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button size="small" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
