import type { SendResult, SentRequest } from '../model/send';
import { Method } from '../ui';
import { formatDuration, formatSize, statusKind } from './format';
import { phases } from './timeline';

/** Where the time went: every request of the run, scripts' too, its redirects and its phases. */
export function TimelineView({ result }: { result: SendResult }) {
  return (
    <section className="response-section" aria-label="Timeline">
      {result.requests.map((request, i) => (
        <OneRequest key={i} request={request} />
      ))}
    </section>
  );
}

function OneRequest({ request }: { request: SentRequest }) {
  const shown = phases(request.timings);
  const last = shown.at(-1);
  const total = Math.max(request.timings.total, last ? last.from + last.took : 0, 0.001);
  return (
    <article className="timeline">
      {request.redirects.map(({ method, url, status, reason }, i) => (
        <p key={i} className="timeline-head">
          <span className={`status status-${statusKind(status)}`}>{status}</span>
          <Method method={method} />
          <span className="timeline-url">{url}</span>
          <span className="timeline-note">{reason}, redirected</span>
        </p>
      ))}
      <p className="timeline-head">
        <span className={`status status-${statusKind(request.status)}`}>{request.status ?? 'failed'}</span>
        <Method method={request.method} />
        <span className="timeline-url">{request.url}</span>
        {request.from_script ? <span className="tag">by a script</span> : null}
      </p>
      <dl className="timeline-phases">
        {shown.map(({ id, label, from, took }) => (
          <div key={id} className="timeline-phase">
            <dt>{label}</dt>
            <dd className="timeline-track">
              <span
                className={`timeline-bar timeline-${id}`}
                style={{ left: `${(from / total) * 100}%`, width: `${(took / total) * 100}%` }}
              />
            </dd>
            <dd className="timeline-took">{formatDuration(took)}</dd>
          </div>
        ))}
        <div className="timeline-phase timeline-total">
          <dt>Total</dt>
          <dd />
          <dd className="timeline-took">{formatDuration(request.timings.total)}</dd>
        </div>
      </dl>
      <p className="timeline-facts">
        {[
          request.http_version.replace(/^(?=\d)/, 'HTTP/'),
          request.remote_address,
          request.request_body.size ? `${formatSize(request.request_body.size)} sent` : '',
          request.body ? `${formatSize(request.body.wire_size)} received` : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </article>
  );
}
