import type { PostmanUrl } from '../model/postman';
import { Button } from '../ui/Button';
import { TextField } from '../ui/TextField';
import type { RequestTabProps } from './types';

/** The method and address of a request. */
export function RequestTab({ item, onChange, onSend, sending, result, readOnly }: RequestTabProps) {
  const request = typeof item.request === 'object' ? item.request : { url: item.request ?? '' };
  const url = typeof request.url === 'object' ? (request.url.raw ?? '') : (request.url ?? '');
  const edit = (raw: string) => {
    const next: PostmanUrl | string = typeof request.url === 'object' ? { ...request.url, raw } : raw;
    onChange({ ...item, request: { ...request, url: next } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <TextField label="URL" value={url} onChange={edit} isReadOnly={readOnly} mono />
      <Button type="submit" variant="primary" isPending={sending}>
        Send
      </Button>
      <output>{result?.requests.map(({ status }) => status).join(' ')}</output>
    </form>
  );
}
