import { z } from 'zod';
import { META } from './META';
import type { WireMessage } from './readMessages';

const discoverSchema = z.looseObject({
  supportedVersions: z.array(z.string()),
  capabilities: z.record(z.string(), z.unknown()),
  instructions: z.string().optional(),
  serverInfo: z.unknown().optional(),
  _meta: z.record(z.string(), z.unknown()).optional(),
});

/** What a server of the stateless era says of itself. */
export interface Discovered {
  supportedVersions: string[];
  capabilities: Record<string, unknown>;
  instructions?: string;
  serverInfo?: unknown;
}

/** Reads the answer to `server/discover`. `undefined`: no server of the stateless era would answer like that. */
export function readDiscovered(
  message: WireMessage | undefined,
): Discovered | undefined {
  const parsed = discoverSchema.safeParse(message?.result);
  if (!parsed.success) return undefined;
  const { supportedVersions, capabilities, instructions, _meta } = parsed.data;
  return {
    supportedVersions,
    capabilities,
    ...(instructions !== undefined && { instructions }),
    serverInfo: _meta?.[META.serverInfo] ?? parsed.data.serverInfo,
  };
}
