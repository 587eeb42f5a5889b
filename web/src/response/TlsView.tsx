import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { SentCertificate, SentTls } from '../model/send';
import { EmptyState } from '../ui';
import { tlsFindings, type Finding } from './tls_findings';

/** What the handshake came to, with what is weak in it. `tls` is null for http. */
export function TlsView({ tls, url }: { tls: SentTls | null; url: string }) {
  if (!tls) {
    return (
      <EmptyState icon={<ShieldAlert aria-hidden />} title="Not encrypted">
        {url.startsWith('http:')
          ? 'This went over http: everybody on the way can read and change it.'
          : 'There was no handshake.'}
      </EmptyState>
    );
  }
  const findings = tlsFindings(tls, new Date());
  const about = (what: Finding['about']) => findings.filter((finding) => finding.about === what);
  const suiteName = tls.suite_openssl === tls.suite ? '' : ` (${tls.suite_openssl})`;
  return (
    <section className="response-section tls" aria-label="TLS">
      <Verdict findings={findings} tls={tls} />
      <dl className="tls-facts">
        <Fact name="Protocol" value={tls.protocol} findings={about('protocol')} />
        <Fact name="Cipher suite" value={tls.suite + suiteName} findings={about('suite')} />
        <Fact name="Key exchange" value={tls.group} findings={about('group')} />
        <Fact name="Signature" value={tls.signature} findings={about('signature')} />
        <Fact name="ALPN" value={tls.alpn || 'none'} />
        <Fact name="Server name" value={tls.server_name} />
        <Fact name="Session" value={tls.resumed ? 'resumed' : 'new'} />
        <Fact name="Certificate" value={tls.verified ? 'checked' : 'not checked'} findings={about('certificate')} />
        {tls.verify_error ? <Fact name="Why not trusted" value={tls.verify_error} /> : null}
        {tls.ocsp ? <Fact name="Stapled OCSP answer" value={tls.ocsp} /> : null}
        <Fact
          name="Client certificate"
          value={
            tls.client_certificate ?? (tls.client_certificate_requested ? 'asked for; none was sent' : 'none was sent')
          }
        />
        {about('settings').length ? <Fact name="Settings" value="lowered" findings={about('settings')} /> : null}
      </dl>
      <h3 className="response-heading">Certificate chain</h3>
      <ol className="tls-chain">
        {tls.chain.map((certificate, i) => (
          <Certificate key={certificate.fingerprint_sha256 || i} certificate={certificate} isFirst={i === 0} />
        ))}
      </ol>
    </section>
  );
}

function Verdict({ findings, tls }: { findings: readonly Finding[]; tls: SentTls }) {
  const isBad = findings.some(({ severity }) => severity === 'bad');
  const tone = isBad ? 'danger' : findings.length ? 'warning' : 'success';
  const count = findings.length === 1 ? 'One thing is' : `${findings.length} things are`;
  return (
    <p className={`notice notice-${tone}`}>
      {findings.length ? <ShieldAlert aria-hidden /> : <ShieldCheck aria-hidden />}
      <strong>{findings.length ? `${count} weak in this connection` : `${tls.protocol}, nothing weak found`}</strong>
    </p>
  );
}

function Fact({ name, value, findings = [] }: { name: string; value: string; findings?: readonly Finding[] }) {
  return (
    <div className="tls-fact">
      <dt>{name}</dt>
      <dd>
        <code>{value || '–'}</code>
        {findings.map(({ severity, message }) => (
          <span key={message} className={`tls-finding is-${severity}`}>
            {message}
          </span>
        ))}
      </dd>
    </div>
  );
}

const day = (date: string) => {
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? date : parsed.toISOString().slice(0, 10);
};

function Certificate({ certificate, isFirst }: { certificate: SentCertificate; isFirst: boolean }) {
  const isRoot = certificate.subject === certificate.issuer;
  return (
    <li className="tls-certificate">
      <details open={isFirst}>
        <summary>
          <span className="tls-subject">{certificate.subject}</span>
          <span className="tag">{isFirst ? 'server' : isRoot ? 'root' : 'intermediate'}</span>
          <span className="tls-until">until {day(certificate.not_after)}</span>
        </summary>
        <dl className="tls-facts">
          <Fact name="Issuer" value={certificate.issuer} />
          <Fact name="Valid" value={`${day(certificate.not_before)} to ${day(certificate.not_after)}`} />
          {certificate.names.length ? <Fact name="Names" value={certificate.names.join(', ')} /> : null}
          <Fact name="Key" value={certificate.key} />
          <Fact name="Serial" value={certificate.serial} />
          <Fact name="SHA-256" value={certificate.fingerprint_sha256} />
        </dl>
      </details>
    </li>
  );
}
