import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { type GatewayDigest, gatewayDigestSchema } from './digestSchema';
import { createGatewayClient } from '../access/createGatewayClient';

const TIMEOUT_MS = 10_000;

/** Knows what was used of an owner's servers. */
export interface DigestReader {
  /** `undefined`: nobody can say, which is not "nothing". */
  read(asked: {
    owner: string;
    from: string;
    to: string;
  }): Promise<GatewayDigest | undefined>;
}

/** Asks the gateway in the registry's own name. */
export class GatewayDigestReader implements DigestReader {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
  }): GatewayDigestReader {
    return new GatewayDigestReader(options);
  }

  readonly #options: Parameters<typeof GatewayDigestReader.create>[0];

  private constructor(
    options: Parameters<typeof GatewayDigestReader.create>[0],
  ) {
    this.#options = options;
  }

  async read(asked: {
    owner: string;
    from: string;
    to: string;
  }): Promise<GatewayDigest | undefined> {
    const { logger } = this.#options;
    try {
      const client = await createGatewayClient(this.#options);
      const { data, response } = await client.POST('/owner-digest', {
        body: asked,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (data === undefined) {
        throw new Error(`The gateway answered ${response.status}`);
      }
      return gatewayDigestSchema.parse(data);
    } catch (error) {
      logger.warn(
        `The gateway does not say what was used of the servers of ${
          asked.owner
        }: ${stringifyError(error)}`,
      );
      return undefined;
    }
  }
}
