import { VerificationError } from '@sigstore/verify';
import type { BundleRefusal } from './types';

/** Ends the verification of a bundle that is not believed. */
export class BundleRefused extends Error {
  constructor(readonly refusal: BundleRefusal, message: string) {
    super(message);
  }
}

/** The refusal that an error of the library means. It parses what strangers wrote: what it throws of its own accord is about them. */
export function refusalOf(
  error: unknown,
  isExpiredCertificate: () => boolean,
): keyof typeof WORDS {
  const code = error instanceof VerificationError ? error.code : '';
  if (code === 'TLOG_BODY_ERROR' || code === 'SIGNATURE_ERROR') {
    return 'tampered';
  }
  if (code.startsWith('TLOG_')) return 'wrong-log';
  if (code === 'TIMESTAMP_ERROR') return 'missing-timestamp';
  if (code === 'CERTIFICATE_ERROR') {
    return isExpiredCertificate() ? 'expired-certificate' : 'untrusted-signer';
  }
  return code === 'PUBLIC_KEY_ERROR' ? 'untrusted-signer' : 'malformed';
}

/** What each of them means. */
export const WORDS = {
  tampered:
    'What is there is not what was signed: content, signature and log entry do not belong together.',
  'wrong-log':
    'Its entry in the transparency log cannot be verified with the trust root.',
  'missing-timestamp':
    'The time at which it was signed cannot be verified with the trust root.',
  'expired-certificate':
    'Its certificate was not valid at the time at which it was signed.',
  'untrusted-signer':
    'Its certificate does not come from an authority of the trust root.',
  malformed: 'It is no bundle that can be read.',
} as const;

/** What an error says, bounded: parts of it may come from strangers. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, 300);
}
