import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { createGatewayClient } from '../../access/createGatewayClient';

const TIMEOUT_MS = 5_000;

/** What a check says of what is served. */
export interface Verdict {
  readonly serverRef: string;
  readonly check: string;
  readonly outcome: 'pass' | 'warn' | 'fail' | 'notApplicable';
  /** ISO 8601 */
  readonly at: string;
}

/** Hears of verdicts. */
export interface VerdictListener {
  hear(verdict: Verdict): Promise<void>;
}

/** Tells the gateway's detectors, which know all that is unusual. What is lost on the way comes again when the check runs again. */
export class GatewayVerdicts implements VerdictListener {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): GatewayVerdicts {
    return new GatewayVerdicts(options);
  }

  readonly #options: Parameters<typeof GatewayVerdicts.create>[0];

  private constructor(options: Parameters<typeof GatewayVerdicts.create>[0]) {
    this.#options = options;
  }

  async hear(verdict: Verdict): Promise<void> {
    const client = await createGatewayClient(this.#options);
    const { response } = await client.POST('/check-verdicts', {
      body: { items: [verdict] },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new Error(`The gateway answered ${response.status}`);
    }
  }
}
