import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  driftPageSchema,
  type ServerDrift,
  serverDriftSchema,
} from './HeldTool';
import { createGatewayClient } from '../access/createGatewayClient';

const TIMEOUT_MS = 10_000;
/** More than any company has servers; a gateway that goes on for ever is not followed. */
const MAX_PAGES = 100;

/** Knows which tools are held back. */
export interface DriftReader {
  /** Of all servers. Throws where it cannot be known. */
  read(): Promise<ServerDrift[]>;
}

/** Asks the gateway, as the probe door is asked: in the registry's own name. */
export class GatewayDriftReader implements DriftReader {
  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): GatewayDriftReader {
    return new GatewayDriftReader(options);
  }

  readonly #options: Parameters<typeof GatewayDriftReader.create>[0];

  private constructor(
    options: Parameters<typeof GatewayDriftReader.create>[0],
  ) {
    this.#options = options;
  }

  async read(): Promise<ServerDrift[]> {
    const client = await createGatewayClient(this.#options);
    const found: ServerDrift[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const { data, response } = await client.GET('/drift', {
        params: { query: { cursor } },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (data === undefined) {
        throw new Error(`The gateway answered ${response.status}`);
      }
      const page = driftPageSchema.parse(data);
      found.push(...page.items.flatMap(readServer));
      cursor = page.nextCursor;
      if (cursor === undefined) return found;
    }
    throw new Error(`The gateway's answer does not end`);
  }
}

function readServer(item: unknown): ServerDrift[] {
  const { data } = serverDriftSchema.safeParse(item);
  if (data) return [data];
  const named = serverDriftSchema.pick({ serverId: true }).safeParse(item);
  return named.success
    ? [{ serverId: named.data.serverId, tools: [], isUnreadable: true }]
    : [];
}
