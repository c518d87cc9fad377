import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';

const MIB = 1024 * 1024;

/**
 * What holds where neither the profile nor the configuration says otherwise.
 *
 * @public
 */
export const DEFAULT_LIMITS: Required<RuntimeLimits> = {
  memoryBytes: 512 * MIB,
  pids: 64,
  cpu: 1,
  openFiles: 1024,
  fileBytes: 256 * MIB,
  tmpBytes: 64 * MIB,
  diskBytes: 1024 * MIB,
};

/**
 * The bounds of a runtime: the profile's, else the configured, else the usual ones.
 *
 * @public
 */
export function effectiveLimits(
  ...layers: (RuntimeLimits | undefined)[]
): Required<RuntimeLimits> {
  const set = layers.map(layer =>
    Object.fromEntries(
      Object.entries(layer ?? {}).filter(([, value]) => value !== undefined),
    ),
  );
  return Object.assign({}, DEFAULT_LIMITS, ...set.reverse());
}
