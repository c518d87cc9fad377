import { z } from 'zod';
import { TASKS_EXTENSION } from '../../pipeline/declaresTasks';
import { isObject } from '../../rewrite/isObject';
import { META } from '../META';

/** A session keeps what its client can do. */
const MAX_CAPABILITY_CHARS = 4 * 1024;

const metaSchema = z.looseObject({
  [META.clientInfo]: z
    .looseObject({ name: z.string(), version: z.string() })
    .optional()
    .catch(undefined),
  [META.clientCapabilities]: z
    .record(z.string(), z.unknown())
    .optional()
    .catch(undefined),
  [META.logLevel]: z.string().max(40).optional().catch(undefined),
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
  const { name, version } = meta[META.clientInfo] ?? {
    name: 'unknown',
    version: '0',
  };
  return {
    clientInfo: { name: name.slice(0, 100), version: version.slice(0, 50) },
    capabilities: bounded({
      ...capabilities,
      ...(Object.keys(others).length > 0 && { extensions: others }),
    }),
    ...(logLevel !== undefined && { logLevel }),
  };
}

/** Where they are too long, those by which a server may ask, without what else a client writes there. */
function bounded(
  capabilities: Record<string, unknown>,
): Record<string, unknown> {
  if (JSON.stringify(capabilities).length <= MAX_CAPABILITY_CHARS) {
    return capabilities;
  }
  return Object.fromEntries(
    ['elicitation', 'roots', 'sampling']
      .filter(name => capabilities[name] !== undefined)
      .map(name => [name, {}]),
  );
}
