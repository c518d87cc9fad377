import type { PeerCertificate } from 'node:tls';
import { sanitizeText } from '../evidence/sanitizeText';
import type { CertificateLook } from './CertificateDesk';
import { ProbeError } from './ProbeError';

const LONGEST_NAME = 200;

/** A certificate as the door says it: whose it is, of whom, and when it holds. Its words are a stranger's. */
export function toSeenCertificate(
  certificate: Pick<
    PeerCertificate,
    'subject' | 'issuer' | 'valid_from' | 'valid_to'
  >,
): CertificateLook['certificates'][number] {
  const { subject, issuer, valid_from, valid_to } = certificate;
  return {
    ...{ subject: nameOf(subject), issuer: nameOf(issuer) },
    validFrom: momentOf(valid_from),
    validTo: momentOf(valid_to),
  };
}

/** Of its parts the ones that people know it by; several of one kind are lists. */
function nameOf(parts: Partial<Record<'CN' | 'O' | 'OU', unknown>>): string {
  const name = [parts?.CN ?? parts?.O ?? parts?.OU ?? ''].flat().join(', ');
  return sanitizeText(name, LONGEST_NAME);
}

function momentOf(text: string): string {
  const moment = Date.parse(text);
  if (!Number.isFinite(moment)) {
    throw new ProbeError('It shows a certificate whose time cannot be read.');
  }
  return new Date(moment).toISOString();
}
