import { callLimitsSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerLimits } from './types';

/** The API says each kind of limit in one shape; which of them has a tool is told apart here. */
export function toServerLimits(
  answer: RegistrySchemas['ServerLimits'],
): ServerLimits {
  const { limits, ...rest } = answer;
  return { ...rest, ...(limits && { limits: callLimitsSchema.parse(limits) }) };
}
