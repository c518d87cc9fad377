import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import type { SessionContent } from './types';

const MAX_CAPABILITY_BYTES = 512;

const initializeSchema = z.object({
  protocolVersion: z.string().max(40).optional().catch(undefined),
  clientInfo: z
    .object({ name: z.string(), version: z.string() })
    .optional()
    .catch(undefined),
  capabilities: z.record(z.string(), z.json()).optional().catch(undefined),
});
const knownSchema = z.object({
  elicitation: z.record(z.string(), z.json()).optional().catch({}),
  roots: z.record(z.string(), z.json()).optional().catch({}),
  sampling: z.record(z.string(), z.json()).optional().catch({}),
});

/** What `initialize` says of its client, within what a session id can carry. */
export function readClient(
  params: Readonly<Record<string, unknown>> | undefined,
): Pick<SessionContent, 'client' | 'protocolVersion' | 'capabilities'> {
  const parsed = initializeSchema.safeParse(params);
  if (!parsed.success) return {};
  const { protocolVersion, clientInfo, capabilities } = parsed.data;
  return {
    ...(protocolVersion !== undefined && { protocolVersion }),
    ...(clientInfo && {
      client: {
        name: clientInfo.name.slice(0, 100),
        version: clientInfo.version.slice(0, 50),
      },
    }),
    ...(capabilities && { capabilities: bounded(capabilities) }),
  };
}

/** Where they are too long, those that the gateway can serve from elsewhere, without what else a client writes there. */
function bounded(capabilities: JsonObject): JsonObject {
  const fits = (value: JsonObject) =>
    Buffer.byteLength(JSON.stringify(value)) <= MAX_CAPABILITY_BYTES;
  if (fits(capabilities)) return capabilities;
  const known = knownSchema.safeParse(capabilities);
  if (known.success && fits(known.data)) return known.data;
  return Object.fromEntries(
    ['elicitation', 'roots', 'sampling']
      .filter(name => capabilities[name] !== undefined)
      .map(name => [name, {}]),
  );
}
