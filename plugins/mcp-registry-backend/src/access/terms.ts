import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ToolSurface } from '@sallyport/backstage-plugin-mcp-registry-common';
import { registryError } from '../service/registryError';
import type { AccessTerms } from './AccessRequestStore';

/** A selection as it came over the wire: `names` may be missing or superfluous. */
export interface ToolSelectionInput {
  kind: 'all' | 'named';
  names?: string[];
}

/**
 * Checks a selection of tools against the approved surface. Where no tool is known, only the whole server can be meant.
 *
 * @throws InputError where a named tool is not there.
 */
export function checkTools(
  input: ToolSelectionInput,
  approved: ToolSurface | undefined,
): ToolSelection {
  if (input.kind === 'all') {
    return { kind: 'all' };
  }
  const names = [...new Set(input.names ?? [])];
  if (names.length === 0) {
    throw registryError('terms.no-tools');
  }
  if (!approved?.known) {
    throw registryError('terms.tools-unknown');
  }
  const known = new Set(approved.tools.map(tool => tool.name));
  const missing = names.filter(name => !known.has(name));
  if (missing.length > 0) {
    throw registryError(
      'terms.tool-not-found',
      `Not found: ${missing.slice(0, 5).join(', ')}.`,
    );
  }
  return { kind: 'named', names };
}

/**
 * What an approver grants: what was asked, or less of it.
 *
 * @throws InputError where it is more, in tools or in time.
 */
export function narrowTerms(options: {
  asked: AccessTerms;
  tools?: ToolSelectionInput;
  durationDays?: number;
  approved: ToolSurface | undefined;
}): AccessTerms {
  const { asked, approved } = options;
  const tools = checkTools(options.tools ?? asked.tools, approved);
  const durationDays = options.durationDays ?? asked.durationDays;
  if (durationDays > asked.durationDays) {
    throw registryError(
      'terms.more-than-asked',
      `Asked for ${asked.durationDays} days.`,
    );
  }
  if (asked.tools.kind === 'named') {
    const allowed = new Set(asked.tools.names);
    const more =
      tools.kind === 'all' || tools.names.some(name => !allowed.has(name));
    if (more) {
      throw registryError(
        'terms.more-than-asked',
        `Asked for ${asked.tools.names.join(', ')}.`,
      );
    }
  }
  return { tools, durationDays };
}
