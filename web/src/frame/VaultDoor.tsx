import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import { call } from '../agent/client';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { toast } from '../ui/Toast';

/** All that this page may know of the vault. */
interface VaultLook {
  is_open: boolean;
  waiting: { id: string; collection: string; to_unlock: boolean }[];
}

const vaultQuery = queryOptions({
  queryKey: ['vault'],
  queryFn: ({ signal }) => call<VaultLook>('GET', '/agent/v1/vault', { signal }),
  refetchInterval: 1000,
});

/** Has the agent open the vault in a window of its own: this page has no way into it. */
export async function openVault(): Promise<void> {
  try {
    const { opened } = await call<{ opened: boolean }>('POST', '/agent/v1/vault/open');
    if (opened) toast({ title: 'The vault opens in a page of its own' });
    else {
      toast({
        title: 'The vault has a page of its own',
        detail: 'Its address stands in the terminal where signet app runs.',
      });
    }
  } catch (error) {
    toast({ title: 'The vault could not be opened', detail: explain(error), tone: 'danger' });
  }
}

export function VaultButton() {
  const { data } = useQuery(vaultQuery);
  const isOpen = data?.is_open ?? false;
  return (
    <IconButton label={isOpen ? 'Vault, open' : 'Vault'} onPress={() => void openVault()}>
      {isOpen ? <LockKeyholeOpen aria-hidden /> : <LockKeyhole aria-hidden />}
    </IconButton>
  );
}

/** A request waits until its user opens the vault, or says whether it may have what it wants. */
export function VaultBanner() {
  const { data } = useQuery(vaultQuery);
  const opening = useMutation({ mutationFn: openVault });
  const first = data?.waiting[0];
  if (!first) return null;
  const who = first.collection ? `“${first.collection}”` : 'A request';
  return (
    <div className="frame-banner" role="status">
      <LockKeyhole aria-hidden />
      <span>
        {who} {first.to_unlock ? 'wants to use your vault, which is locked.' : 'wants secrets of your vault.'} It waits
        for your answer on the vault’s own page.
      </span>
      <Button size="small" variant="primary" isPending={opening.isPending} onPress={() => opening.mutate()}>
        Open the vault
      </Button>
    </div>
  );
}
