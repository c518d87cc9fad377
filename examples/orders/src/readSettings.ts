import { z } from 'zod';

/** Where the example runs. */
export interface Settings {
  apiPort: number;
  mcpPort: number;
  databasePath: string;
}

const portSchema = z.coerce.number().int().min(0).max(65535);

/** Reads ORDERS_API_PORT, ORDERS_MCP_PORT and ORDERS_DB; throws a sentence that a person can act on. */
export function readSettings(
  env: Record<string, string | undefined>,
): Settings {
  return {
    apiPort: readPort(env, 'ORDERS_API_PORT', 7012),
    mcpPort: readPort(env, 'ORDERS_MCP_PORT', 7011),
    databasePath: env.ORDERS_DB || '.sallyport/orders.sqlite',
  };
}

function readPort(
  env: Record<string, string | undefined>,
  name: string,
  fallback: number,
): number {
  const given = env[name];
  if (!given) {
    return fallback;
  }
  const parsed = portSchema.safeParse(given);
  if (!parsed.success) {
    throw new Error(
      `${name} is "${given}", which is no port: use a number from 1 to 65535`,
    );
  }
  return parsed.data;
}
