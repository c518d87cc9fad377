import type { CheckManifest } from '../types';

/** Of the check of how long a server's TLS certificate holds. */
export const CERTIFICATE_MANIFEST: CheckManifest = {
  id: 'certificate',
  version: '1',
  title: 'TLS certificate',
  motivation:
    'When the certificate of a server ends, every call to it fails at that moment, and often nobody has written down the day.',
  consumes: ['address', 'probe'],
  produces: ['which certificates it shows, whose they are, until when'],
  outcomes: {
    pass: 'The gateway trusts its certificate, which holds for long enough.',
    warn: 'It ends soon, or one that it rests on does.',
    fail: 'It is over, does not hold yet, or is one that the gateway does not trust: calls fail.',
    notApplicable: 'It is reached without TLS, or the gateway runs it itself.',
  },
  remedy:
    'Renew the certificate where the server runs, with all that it rests on, and check again. A certificate of the company’s own authority is trusted when the gateway is started with NODE_EXTRA_CA_CERTS.',
  maxDataAgeHours: 24 * 8,
};
