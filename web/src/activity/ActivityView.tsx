import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Menu, MenuItem, MenuTrigger } from '../ui/Menu';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Select, type SelectOption } from '../ui/Select';
import { saveFile } from '../ui/save_file';
import { Spinner } from '../ui/Spinner';
import { Tag } from '../ui/Tag';
import { TextField } from '../ui/TextField';
import { When } from '../ui/When';
import { activityQuery, noFilter, readActivity, type ActivityFilter, type ActivitySource } from './api';
import { toCsv } from './csv';
import type { Happening } from './happening';
import './Activity.css';

interface ActivityViewProps<T> {
  /** What it is about. */
  text: string;
  source: ActivitySource;
  /** Who can be chosen; null: it is about one person. */
  people: readonly SelectOption<string>[] | null;
  actions: readonly SelectOption<string>[];
  read: (item: T) => Happening;
}

/** Who did what, when and from where; filtered, page by page, and as a file. */
export function ActivityView<T>({ text, source, people, actions, read }: ActivityViewProps<T>) {
  const [filter, setFilter] = useState<ActivityFilter>(noFilter);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...activityQuery<T>(source, filter),
    placeholderData: keepPreviousData,
  });
  const exporting = useMutation({
    mutationFn: async (form: string) => {
      const items = await readActivity<T>(source, filter);
      if (form === 'csv') saveFile('activity.csv', toCsv(items.map(read)), 'text/csv');
      else saveFile('activity.json', `${JSON.stringify(items, null, 2)}\n`);
    },
  });
  const happenings = data?.pages.flatMap((page) => page.items.map(read)) ?? [];
  const failure = error ?? exporting.error;
  return (
    <Section
      title="Activity"
      text={text}
      actions={
        <MenuTrigger>
          <Button isPending={exporting.isPending}>
            <Download aria-hidden /> Export
          </Button>
          <Menu aria-label="Export" placement="bottom end" onAction={(form) => exporting.mutate(String(form))}>
            <MenuItem id="csv" description="For tables">
              CSV
            </MenuItem>
            <MenuItem id="json" description="All that is known">
              JSON
            </MenuItem>
          </Menu>
        </MenuTrigger>
      }
    >
      <FilterBar filter={filter} people={people} actions={actions} onChange={setFilter} />
      <Failure>{failure ? explain(failure) : null}</Failure>
      {data ? <Happenings happenings={happenings} /> : error ? null : <Spinner label="The activity is loading" />}
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

interface FilterBarProps {
  filter: ActivityFilter;
  people: readonly SelectOption<string>[] | null;
  actions: readonly SelectOption<string>[];
  onChange: (filter: ActivityFilter) => void;
}

function FilterBar({ filter, people, actions, onChange }: FilterBarProps) {
  return (
    <div className="activity-filter" role="group" aria-label="Filter">
      {people ? (
        <Select
          label="Person"
          options={[{ id: '', name: 'Everybody' }, ...people]}
          value={filter.actor}
          onChange={(actor) => onChange({ ...filter, actor })}
        />
      ) : null}
      <Select
        label="Action"
        options={[{ id: '', name: 'Everything' }, ...actions]}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
      />
      <TextField label="From" type="date" value={filter.from} onChange={(from) => onChange({ ...filter, from })} />
      <TextField label="Until" type="date" value={filter.until} onChange={(until) => onChange({ ...filter, until })} />
      <Button
        variant="quiet"
        isDisabled={Object.values(filter).every((part) => part === '')}
        onPress={() => onChange(noFilter)}
      >
        Clear
      </Button>
    </div>
  );
}

function Happenings({ happenings }: { happenings: readonly Happening[] }) {
  if (happenings.length === 0) return <p className="ui-quiet">Nothing that the filter lets through has happened.</p>;
  return (
    <Rows label="Activity">
      {happenings.map(({ seq, at, who, what, detail, where, isByKey }) => (
        <Row
          key={seq}
          title={
            <>
              {what}
              {isByKey ? <Tag>By an API key</Tag> : null}
            </>
          }
          detail={[who, detail, where].filter(Boolean).join(' · ')}
        >
          <span className="ui-row-detail">
            <When at={at} />
          </span>
        </Row>
      ))}
    </Rows>
  );
}
