import { z } from 'zod';

/** Where the example runs. */
export interface Settings {
  apiPort: number;
  /** Of the MCP server over HTTP; absent: there is none. */
  mcpPort?: number;
  databasePath: string;
  /** The gateway's public address: its signed word is believed, and nobody else's. */
  gatewayUrl: string;
  /** What the gateway's word about a person has to be for: the orders system, that is this server and the API behind it. */
  audience: string;
  /** The MCP server's address as its catalog entity says it (`spec.mcp.upstream.url`): what the gateway's probes are for. */
  mcpUrl: string;
}

const portSchema = z.coerce.number().int().min(0).max(65535);

const urlSchema = z.url({ protocol: /^https?$/ });

/** Reads the settings that README.md lists; throws a sentence that a person can act on. */
export function readSettings(
  env: Record<string, string | undefined>,
): Settings {
  const mcpPort = readPort(env, 'ORDERS_MCP_PORT');
  return {
    apiPort: readPort(env, 'ORDERS_API_PORT') ?? 7012,
    ...(mcpPort !== undefined && { mcpPort }),
    databasePath: env.ORDERS_DB || '.sallyport/orders.sqlite',
    gatewayUrl: readUrl(env, 'ORDERS_GATEWAY_URL', 'http://localhost:7008'),
    audience: env.ORDERS_AUDIENCE || 'urn:example:orders',
    mcpUrl: readUrl(
      env,
      'ORDERS_MCP_URL',
      `http://localhost:${mcpPort ?? 7011}/mcp`,
    ),
  };
}

function readUrl(
  env: Record<string, string | undefined>,
  name: string,
  fallback: string,
): string {
  const given = env[name] || fallback;
  if (!urlSchema.safeParse(given).success) {
    throw new Error(
      `${name} is "${given}", which is no address: it begins with http:// or https://`,
    );
  }
  return given;
}

function readPort(
  env: Record<string, string | undefined>,
  name: string,
): number | undefined {
  const given = env[name];
  if (!given) {
    return undefined;
  }
  const parsed = portSchema.safeParse(given);
  if (!parsed.success) {
    throw new Error(
      `${name} is "${given}", which is no port: use a number from 1 to 65535`,
    );
  }
  return parsed.data;
}
