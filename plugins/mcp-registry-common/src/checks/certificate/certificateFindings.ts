import type { CheckFinding } from '../types';
import type {
  CertificateEvidence,
  SeenCertificate,
} from './certificateEvidence';

/** What TLS calls a time that is over or has not come: there are findings of their own for it. */
const ABOUT_TIME = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Of a chain, what calls rest on. Where the gateway trusts it although one that was shown beside is over, there is another way to
 * somebody it trusts, and that one does not count.
 */
export function restsOn(
  chain: readonly SeenCertificate[],
  options: { trusted: boolean; now: Date },
): SeenCertificate[] {
  const now = options.now.toISOString();
  return chain.filter(
    ({ validTo }, index) => index === 0 || !options.trusted || validTo > now,
  );
}

/** What is to be said of the certificates of a server. What they say does not change from day to day, so that exceptions can name it. */
export function certificateFindings(
  seen: Omit<CertificateEvidence, 'endsAt'>,
  options: { now: Date; warnDays: number },
): CheckFinding[] {
  const { host, certificates, trusted, problem } = seen;
  const now = options.now.toISOString();
  const soon = new Date(
    +options.now + options.warnDays * 86_400_000,
  ).toISOString();
  const found = restsOn(certificates, { trusted, now: options.now }).flatMap(
    (certificate): CheckFinding[] => {
      const isOwn = certificate === certificates[0];
      const what = isOwn
        ? `The certificate of ${host}`
        : `“${certificate.subject}”, which the certificate of ${host} rests on,`;
      const kind = isOwn ? 'certificate' : 'issuer';
      const of = finding(isOwn ? 'upstream/url' : 'upstream/url/issuer');
      const { validFrom, validTo } = certificate;
      if (validTo <= now) {
        return [
          of(`${kind}-over`, 'error', `${what} ended on ${day(validTo)}.`),
        ];
      }
      if (validFrom > now) {
        const text = `${what} does not hold before ${day(validFrom)}.`;
        return [of(`${kind}-not-yet`, 'error', text)];
      }
      return validTo <= soon
        ? [of(`${kind}-ends`, 'warning', `${what} ends on ${day(validTo)}.`)]
        : [];
    },
  );
  const isTold = found.some(({ level }) => level === 'error');
  if (!trusted && !(isTold && ABOUT_TIME.has(problem ?? ''))) {
    found.push(
      finding('upstream/url')(
        'certificate-untrusted',
        'error',
        `The gateway does not trust the certificate of ${host}${
          problem ? ` (${problem})` : ''
        }, and sends no call there.`,
      ),
    );
  }
  return found;
}

function finding(location: string) {
  return (
    rule: string,
    level: CheckFinding['level'],
    message: string,
  ): CheckFinding => ({ rule, level, message, location });
}

function day(moment: string): string {
  return moment.slice(0, 10);
}
