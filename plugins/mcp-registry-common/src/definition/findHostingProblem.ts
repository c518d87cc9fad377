import {
  lintProfile,
  NO_PERMISSIONS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpSpec } from '../model/mcpServerEntity';

/** Why a server that somebody registers could not be reached or run as they describe it, in words for them; else nothing. */
export function findHostingProblem(
  spec: Pick<
    McpSpec,
    | 'upstream'
    | 'package'
    | 'run'
    | 'isolation'
    | 'permissionProfile'
    | 'credential'
  >,
): string | undefined {
  const { upstream, permissionProfile, credential } = spec;
  if (upstream && spec.package) {
    return 'A server has an address if it already runs somewhere, or a package if the gateway is to run it. Name one of them.';
  }
  if (!spec.package) {
    const extra = (['run', 'isolation', 'permissionProfile'] as const).find(
      key => spec[key] !== undefined,
    );
    if (extra) {
      return `${extra} is about a package that the gateway runs, but no package is named.`;
    }
    return /^https?:\/\//i.test(upstream?.url ?? '')
      ? undefined
      : 'The address must begin with http:// or https://.';
  }
  // What would not start is said now, and not to the first person who calls it.
  const errors = lintProfile(permissionProfile ?? NO_PERMISSIONS, {
    ...spec,
    credential: credential ?? { type: 'none' },
  }).filter(({ severity }) => severity === 'error');
  return errors.length > 0
    ? errors
        .slice(0, 5)
        .map(({ path, text, remedy }) => `${path}: ${text} ${remedy}`)
        .join(' ')
    : undefined;
}
