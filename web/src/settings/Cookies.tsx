import { useMutation, useQuery } from '@tanstack/react-query';
import { Cookie as CookieIcon } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Checkbox';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { FormDialog } from '../ui/FormDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { TextField } from '../ui/TextField';
import { cookiesQuery, cookieValue, deleteCookies, putCookie, type Cookie, type CookieEdit } from './api';

const fresh: CookieEdit = { domain: '', path: '/', name: '', value: '', secure: false, http_only: false };

/** The cookies that requests got and send, by domain. Values are fetched for editing only. */
export function Cookies() {
  const { data: cookies, error } = useQuery(cookiesQuery);
  const [edited, setEdited] = useState<CookieEdit | null>(null);
  const [clearing, setClearing] = useState<{ domain?: string } | null>(null);
  const refresh = () => queries.invalidateQueries(cookiesQuery);
  const deleting = useMutation({ mutationFn: deleteCookies, onSettled: refresh });
  const opening = useMutation({
    mutationFn: async ({ domain, path, name, secure, http_only }: Cookie) =>
      setEdited({ domain, path, name, secure, http_only, value: await cookieValue({ domain, path, name }) }),
  });
  const domains = [...new Set(cookies?.map(({ domain }) => domain))].sort();
  const failure = error ?? deleting.error ?? opening.error;
  return (
    <>
      <Section
        title="Cookies"
        text="What servers set, and requests send back. Those without an end last until the app ends."
        actions={
          <>
            <Button onPress={() => setEdited(fresh)}>Add a cookie</Button>
            {domains.length > 0 ? <Button onPress={() => setClearing({})}>Clear all</Button> : null}
          </>
        }
      >
        <Failure>{failure ? explain(failure) : null}</Failure>
        {cookies ? null : error ? null : <Spinner label="The cookies are loading" />}
        {cookies?.length === 0 ? (
          <EmptyState icon={<CookieIcon aria-hidden />} title="No cookies yet">
            <p>Send a request to a server that sets one, as after signing in, and it stands here.</p>
          </EmptyState>
        ) : null}
      </Section>
      {domains.map((domain) => (
        <Section
          key={domain}
          title={domain}
          actions={
            <Button size="small" aria-label={`Clear ${domain}`} onPress={() => setClearing({ domain })}>
              Clear
            </Button>
          }
        >
          <Rows label={`Cookies of ${domain}`}>
            {cookies
              ?.filter((cookie) => cookie.domain === domain)
              .map((cookie) => (
                <Row key={`${cookie.path} ${cookie.name}`} title={cookie.name} detail={detailOf(cookie)}>
                  <Button size="small" aria-label={`Edit ${cookie.name}`} onPress={() => opening.mutate(cookie)}>
                    Edit
                  </Button>
                  <Button
                    size="small"
                    aria-label={`Delete ${cookie.name}`}
                    onPress={() => deleting.mutate({ domain, path: cookie.path, name: cookie.name })}
                  >
                    Delete
                  </Button>
                </Row>
              ))}
          </Rows>
        </Section>
      ))}
      {edited ? <CookieDialog cookie={edited} onClose={() => setEdited(null)} /> : null}
      {clearing ? (
        <ConfirmDialog
          title={clearing.domain === undefined ? 'Clear all cookies?' : `Clear the cookies of ${clearing.domain}?`}
          action="Clear"
          onConfirm={() => deleteCookies(clearing).finally(() => void refresh())}
          onClose={() => setClearing(null)}
        >
          <p>Where they signed you in, requests have to sign in again.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function detailOf({ path, size, expires_ms, secure, http_only, same_site }: Cookie): string {
  return [
    path,
    `${size} bytes`,
    expires_ms === null ? 'until the app ends' : `until ${new Date(expires_ms).toLocaleString()}`,
    ...(secure ? ['Secure'] : []),
    ...(http_only ? ['HttpOnly'] : []),
    ...(same_site ? [`SameSite ${same_site}`] : []),
  ].join(' · ');
}

function CookieDialog({ cookie, onClose }: { cookie: CookieEdit; onClose: () => void }) {
  const [edited, setEdited] = useState(cookie);
  const isNew = cookie.name === '';
  const saving = useMutation({
    mutationFn: putCookie,
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(cookiesQuery),
  });
  const change = (part: Partial<CookieEdit>) => setEdited((old) => ({ ...old, ...part }));
  return (
    <FormDialog
      title={isNew ? 'Add a cookie' : `Edit ${cookie.name}`}
      action="Save"
      isReady={edited.domain.trim() !== '' && edited.name.trim() !== ''}
      isPending={saving.isPending}
      onSubmit={() => saving.mutate({ ...edited, domain: edited.domain.trim(), name: edited.name.trim() })}
      onClose={onClose}
    >
      <TextField
        label="Domain"
        mono
        placeholder="api.example.com"
        isReadOnly={!isNew}
        value={edited.domain}
        onChange={(domain) => change({ domain })}
      />
      <TextField label="Path" mono isReadOnly={!isNew} value={edited.path} onChange={(path) => change({ path })} />
      <TextField label="Name" mono isReadOnly={!isNew} value={edited.name} onChange={(name) => change({ name })} />
      <TextField label="Value" mono rows={3} value={edited.value} onChange={(value) => change({ value })} />
      <Checkbox isSelected={edited.secure} onChange={(secure) => change({ secure })}>
        Over TLS only (Secure)
      </Checkbox>
      <Failure>{saving.error ? explain(saving.error) : null}</Failure>
    </FormDialog>
  );
}
