import {
  type ApprovalCondition,
  approvalConditionSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ToolSurface } from '@sallyport/backstage-plugin-mcp-registry-common';
import { registryError } from '../../service/registryError';

const MAX_YEARS = 5;
const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * Reads conditions that somebody sets, and holds them against the tools that are approved.
 *
 * @throws InputError where one says nothing that could be kept to.
 */
export function checkConditions(
  written: readonly unknown[] | undefined,
  options: { surface: ToolSurface; now: Date },
): ApprovalCondition[] {
  return (written ?? []).map(one => {
    const parsed = approvalConditionSchema.safeParse(one);
    if (!parsed.success) {
      throw registryError('condition.invalid', parsed.error.issues[0].message);
    }
    const problem = problemOf(parsed.data, options);
    if (problem) throw registryError('condition.invalid', problem);
    return parsed.data;
  });
}

function problemOf(
  condition: ApprovalCondition,
  { surface, now }: { surface: ToolSurface; now: Date },
): string | undefined {
  if (condition.kind === 'people') return undefined;
  if (condition.kind === 'until') {
    const left = Date.parse(condition.at) - now.getTime();
    return left > 0 && left <= MAX_YEARS * YEAR_MS
      ? undefined
      : `The end has to lie in the future, within ${MAX_YEARS} years.`;
  }
  if (!surface.known) return 'The tools of this server are not known.';
  if (condition.kind === 'reading-tools') return undefined;
  const known = new Set(surface.tools.map(({ name }) => name));
  const missing = condition.names.filter(name => !known.has(name));
  return missing.length > 0
    ? `There is no such tool: ${missing.slice(0, 5).join(', ')}.`
    : undefined;
}
