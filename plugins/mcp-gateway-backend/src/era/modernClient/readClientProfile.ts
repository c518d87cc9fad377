import { z } from 'zod';
import { TASKS_EXTENSION } from '../../pipeline/declaresTasks';
import { isObject } from '../../rewrite/isObject';
import { META } from '../META';

const metaSchema = z.looseObject({
  [META.clientInfo]: z
    .looseObject({ name: z.string(), version: z.string() })
    .optional()
    .catch(undefined),
  [META.clientCapabilities]: z
    .record(z.string(), z.unknown())
    .optional()
    .catch(undefined),
  [META.logLevel]: z.string().optional().catch(undefined),
});

/** What a request of the stateless era says of its client; a session with a server is for one of them. */
export interface ClientProfile {
  clientInfo: Record<string, unknown>;
  capabilities: Record<string, unknown>;
  logLevel?: string;
}

/** Reads it from the parameters of a request. */
export function readClientProfile(
  params: Readonly<Record<string, unknown>> | undefined,
): ClientProfile {
  const parsed = metaSchema.safeParse(params?._meta ?? {});
  const meta = parsed.data ?? {};
  const { extensions, ...capabilities } = meta[META.clientCapabilities] ?? {};
  // Tasks are another thing in each era.
  const { [TASKS_EXTENSION]: _, ...others } = isObject(extensions)
    ? extensions
    : {};
  const logLevel = meta[META.logLevel];
  return {
    clientInfo: meta[META.clientInfo] ?? { name: 'unknown', version: '0' },
    capabilities: {
      ...capabilities,
      ...(Object.keys(others).length > 0 && { extensions: others }),
    },
    ...(logLevel !== undefined && { logLevel }),
  };
}
