import { outcomeOf } from '../outcomeOf';
import type { CheckResult } from '../types';
import {
  type CertificateEvidence,
  certificateEvidenceSchema,
} from './certificateEvidence';
import { certificateFindings, restsOn } from './certificateFindings';

/** How long the certificates hold that a server was seen to show. Pure. */
export function checkCertificate(
  seen: Omit<CertificateEvidence, 'endsAt'>,
  options: { now: Date; warnDays: number },
): CheckResult {
  const { host, seenAt, certificates, trusted } = seen;
  const { now, warnDays } = options;
  const findings = certificateFindings(seen, options);
  const endsAt = restsOn(certificates, { trusted, now })
    .map(({ validTo }) => validTo)
    .reduce((first, next) => (next < first ? next : first));
  const evidence: CertificateEvidence = { ...seen, endsAt };
  const outcome = outcomeOf(findings);
  const warnsAt = Date.parse(endsAt) - warnDays * 86_400_000;
  // What does not change by itself is looked at as all else is.
  const changes = [warnsAt, Date.parse(endsAt)].find(at => at > +now);
  return {
    ...{ outcome, findings, dataAt: seenAt },
    evidence: certificateEvidenceSchema.parse(evidence),
    summary: {
      pass: `The certificate of ${host} holds until ${endsAt.slice(0, 10)}.`,
      warn: `The certificate of ${host} ends soon: after ${endsAt.slice(
        0,
        10,
      )} calls to it fail.`,
      fail: `Calls to ${host} fail because of its certificate.`,
    }[outcome],
    ...(changes !== undefined && { againAt: new Date(changes).toISOString() }),
  };
}
