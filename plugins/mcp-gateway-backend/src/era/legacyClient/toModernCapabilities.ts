import type { JsonObject } from '@backstage/types';
import { TASKS_EXTENSION } from '../../pipeline/declaresTasks';
import { isObject } from '../../rewrite/isObject';

/**
 * What a client of the session era can do, as a server of the stateless era reads it. Tasks are another thing in each
 * era (SEP-1686, SEP-2663): they are not carried across.
 */
export function toModernCapabilities(
  capabilities: JsonObject = {},
): Record<string, unknown> {
  const { roots, sampling, elicitation, experimental, extensions } =
    capabilities;
  const { [TASKS_EXTENSION]: _, ...others } = isObject(extensions)
    ? extensions
    : {};
  return {
    // MCP 2026-07-28 has no notification that they changed.
    ...(roots !== undefined && { roots: {} }),
    ...(sampling !== undefined && { sampling }),
    ...(elicitation !== undefined && { elicitation }),
    ...(experimental !== undefined && { experimental }),
    ...(Object.keys(others).length > 0 && { extensions: others }),
  };
}
