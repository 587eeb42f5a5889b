import { fromNow, inFull } from '../model/time';

/** A time, as how long ago it was; in full as its tooltip. `at`: RFC 3339. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={inFull(at)}>
      {fromNow(at, Date.now())}
    </time>
  );
}
