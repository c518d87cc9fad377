import {
  CERTIFICATE_MANIFEST,
  checkCertificate,
  type CheckResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  CheckSubject,
  RevisionCheck,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Clock } from '../../service/Clock';
import type { CertificateReader } from './GatewayCertificateReader';

/** How long the TLS certificate of a server holds. It is looked at each time anew: it changes without a new revision. */
export class CertificateCheck implements RevisionCheck {
  static create(options: {
    reader: CertificateReader;
    clock: Clock;
    /** So many days before the end it warns. */
    warnDays: number;
  }): CertificateCheck {
    return new CertificateCheck(options);
  }

  readonly manifest = CERTIFICATE_MANIFEST;
  readonly #options: Parameters<typeof CertificateCheck.create>[0];

  private constructor(options: Parameters<typeof CertificateCheck.create>[0]) {
    this.#options = options;
  }

  async run(
    { snapshot, toolSurface }: CheckSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { reader, clock, warnDays } = this.#options;
    const { upstream } = snapshot;
    if (!upstream) {
      return notApplicable('It has no address: there is no certificate.');
    }
    const url = new URL(upstream.url);
    if (url.protocol !== 'https:') {
      return notApplicable('It is reached without TLS: see “Where it runs”.');
    }
    // Nobody is connected to for a form whose author has not asked for a trial.
    if (toolSurface.probedAt === undefined) {
      return notSeen('Nobody has connected to it yet.');
    }
    const look = await reader.look(upstream.url, { signal });
    const now = clock.now();
    if (!look.ok) {
      return notSeen(
        `Its certificate could not be looked at: ${look.error ?? 'no answer'}`,
      );
    }
    const { trusted, problem, certificates } = look;
    return checkCertificate(
      {
        ...{ host: url.host, seenAt: now.toISOString(), trusted, certificates },
        ...(problem !== undefined && { problem }),
      },
      { now, warnDays },
    );
  }
}

function notApplicable(summary: string): CheckResult {
  return { outcome: 'notApplicable', summary, findings: [] };
}

/** A server that is away for a moment has the certificate that it had. */
function notSeen(summary: string): CheckResult {
  return { outcome: 'error', summary, findings: [], isTransient: true };
}
