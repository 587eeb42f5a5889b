/** A command of curl that was pasted: it opens as a request that is in no collection yet. */
import { newContent } from '../model/element';
import type { PostmanItem } from '../model/postman';
import { looksLikeCurl, parseCurl } from '../request/curl/parse';
import { rawUrl } from '../request/url';
import { openNewRequest } from '../tabs/actions';
import { toast } from '../ui/Toast';
import type { Session } from '../workspace/session';

/** "POST /orders" of a command to https://api.example.com/orders?page=2. */
export function curlName({ request }: PostmanItem): string {
  const { method, url } = (request ?? {}) as { method?: string; url?: unknown };
  const path = /^[a-z]+:\/\/[^/?#]*(\/[^?#]*)/i.exec(rawUrl(url as never))?.[1] ?? '/';
  return `${method ?? 'GET'} ${path}`;
}

/** False when the text is no command of curl. One that cannot be read is told. */
export function openCurl(session: Session, text: string): boolean {
  if (!looksLikeCurl(text)) return false;
  try {
    const { item, ignored } = parseCurl(text);
    openNewRequest(session, { ...newContent('request', curlName(item)), ...item });
    if (ignored.length > 0) toast({ title: 'Pasted from cURL', detail: `Not taken over: ${ignored.join(', ')}` });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    toast({ title: 'That command could not be read', detail, tone: 'danger' });
  }
  return true;
}
