import type { LoggerService } from '@backstage/backend-plugin-api';
import type { GatewayPaths } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { ResolveHost } from '../egress/createGuardedAgent';
import type { EgressGuard } from '../egress/EgressGuard';
import { seeCertificates } from '../egress/seeCertificates';
import { explainFailure } from './explainFailure';
import { ProbeError } from './ProbeError';
import { readProbeUrl } from './readProbeUrl';
import { toSeenCertificate } from './toSeenCertificate';

/** What the door answers. */
export type CertificateLook =
  GatewayPaths['/certificates']['post']['responses'][200]['content']['application/json'];

/** Looks at the certificates of hosts, so that somebody hears of it before they end. */
export class CertificateDesk {
  static create(options: {
    guard: EgressGuard;
    /** A stopped host is not talked to, not even for that. */
    directory: Pick<AccessDirectory, 'stops'>;
    logger: LoggerService;
    resolve?: ResolveHost;
    /** Default: whom Node trusts, as in calls. */
    certificateAuthorities?: string;
    timeoutMs?: number;
    clock?: () => number;
  }): CertificateDesk {
    return new CertificateDesk(options);
  }

  readonly #options: Parameters<typeof CertificateDesk.create>[0];

  private constructor(options: Parameters<typeof CertificateDesk.create>[0]) {
    this.#options = options;
  }

  /** Never throws: a host that shows nothing is a result with `ok: false`, and an explanation that names no address. */
  async look(address: string): Promise<CertificateLook> {
    const { logger, timeoutMs = 10_000 } = this.#options;
    const late = new ProbeError(
      `The server did not answer within ${timeoutMs / 1000} seconds.`,
    );
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(late), timeoutMs);
    try {
      const url = readProbeUrl(address);
      this.#requireGoing(url);
      const { chain, ...seen } = await seeCertificates({
        ...{ ...this.#options, url, signal: ended.signal },
      });
      if (chain.length === 0) throw new ProbeError('It shows no certificate.');
      return { ok: true, ...seen, certificates: chain.map(toSeenCertificate) };
    } catch (error) {
      const explanation = explainFailure(error);
      logger.info(`Certificates of a server: ${explanation}`);
      return {
        ...{ ok: false, error: explanation },
        ...{ trusted: false, certificates: [] },
      };
    } finally {
      clearTimeout(timer);
    }
  }

  #requireGoing(url: URL): void {
    const { directory, clock = Date.now } = this.#options;
    const upstream = { type: 'streamable-http' as const, url: url.href };
    const stop = directory.stops()?.ofOrigins({ upstream }, clock());
    if (stop) {
      throw new ProbeError(`The ${stop.kind} ${stop.subject} was stopped.`);
    }
  }
}
