import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Failure } from '../ui/Section';
import { Select } from '../ui/Select';
import { rotateKey, type ApiKey } from './api';
import { withFreshPassword } from './fresh';

const overlaps = [
  { id: '0', name: 'Not at all' },
  { id: '1', name: 'For a day' },
  { id: '7', name: 'For a week' },
  { id: '30', name: 'For 30 days' },
] as const;

interface RotateDialogProps {
  apiKey: ApiKey;
  onClose: () => void;
  onMade: (key: string) => void;
}

/** A new key in the place of another, which may work on for a while. */
export function RotateDialog({ apiKey, onClose, onMade }: RotateDialogProps) {
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['id']>('1');
  const making = useMutation({
    mutationFn: () => withFreshPassword(() => rotateKey(apiKey.id, Number(overlap))),
    onSuccess: ({ key }) => onMade(key),
  });
  return (
    <Dialog
      title={`Replace “${apiKey.name}”`}
      isOpen
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isPending={making.isPending} onPress={() => making.mutate()}>
            Make the new key
          </Button>
        </>
      }
    >
      <p>The new key may do the same. Put it where the old one is, before that ends.</p>
      <Select label="The old key works on" options={overlaps} value={overlap} onChange={setOverlap} />
      <Failure>{making.error ? explain(making.error) : null}</Failure>
    </Dialog>
  );
}
