import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { z } from 'zod';
import { createGatewayClient } from '../access/createGatewayClient';

const TIMEOUT_MS = 5_000;
const AT_ONCE = 100;

const pageSchema = z.object({
  knownSince: z.string(),
  items: z
    .array(
      z.object({
        grantId: z.string().max(100),
        uses: z
          .array(
            z.object({
              person: z.string().max(300),
              tool: z.string().max(200),
              lastUsedAt: z.string().max(30),
            }),
          )
          .max(5_000),
        /** There was more than that. */
        isCut: z.boolean(),
        otherUsedAt: z.string().max(30).optional(),
      }),
    )
    .max(AT_ONCE),
});

/** What the gateway remembers of grants: since when, and of each what was used last. */
export interface RememberedUse {
  knownSince: string;
  items: ReadonlyMap<string, z.infer<typeof pageSchema>['items'][number]>;
}

/** Knows what was used of grants. */
export interface UseReader {
  /** `undefined`: nobody can say, which is not "unused". */
  read(grantIds: readonly string[]): Promise<RememberedUse | undefined>;
}

/** Asks the gateway in the registry's own name. */
export class GrantUseReader implements UseReader {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
  }): GrantUseReader {
    return new GrantUseReader(options);
  }

  readonly #options: Parameters<typeof GrantUseReader.create>[0];

  private constructor(options: Parameters<typeof GrantUseReader.create>[0]) {
    this.#options = options;
  }

  async read(grantIds: readonly string[]): Promise<RememberedUse | undefined> {
    const ids = [...new Set(grantIds)];
    const items = new Map<
      string,
      z.infer<typeof pageSchema>['items'][number]
    >();
    let knownSince = '';
    try {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const page = await this.#ask(ids.slice(from, from + AT_ONCE));
        knownSince =
          knownSince > page.knownSince ? knownSince : page.knownSince;
        for (const item of page.items) items.set(item.grantId, item);
      }
    } catch (error) {
      this.#options.logger.warn(
        `The gateway does not say what was used: ${stringifyError(error)}`,
      );
      return undefined;
    }
    return { knownSince, items };
  }

  async #ask(grantIds: string[]): Promise<z.infer<typeof pageSchema>> {
    const client = await createGatewayClient(this.#options);
    const { data, response } = await client.POST('/grant-uses', {
      body: { grantIds },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (data === undefined) {
      throw new Error(`The gateway answered ${response.status}`);
    }
    return pageSchema.parse(data);
  }
}
