import type { ClientCertificate } from './api';

const dayMs = 86_400_000;
const soonDays = 30;

/** The hosts of a field: with commas, spaces or lines between, each once. */
export function hostsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((host) => host !== ''))];
}

/** Whose it is, and until when; or what is wrong with it. */
export function certificateDetail(certificate: ClientCertificate, nowMs: number): string {
  if (certificate.fault !== '') return `Cannot be used: ${certificate.fault}`;
  const { subject, issuer, key, not_after } = certificate;
  const end = new Date(not_after * 1000);
  const days = Math.floor((end.getTime() - nowMs) / dayMs);
  const day = end.toLocaleDateString();
  const until =
    days < 0
      ? `expired on ${day}`
      : days < soonDays
        ? `expires on ${day}, in ${days === 1 ? '1 day' : `${days} days`}`
        : `until ${day}`;
  return [subject, `issued by ${issuer}`, key, until].join(' · ');
}
