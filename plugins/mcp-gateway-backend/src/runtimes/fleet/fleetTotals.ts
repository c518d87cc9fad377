import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Runtime = Pick<GatewaySchemas['FleetRuntime'], 'usage'>;

/** What some runtimes use together, as far as it was measured. */
export function fleetTotals(
  runtimes: readonly Runtime[],
): GatewaySchemas['FleetTotals'] {
  const sum = (pick: (usage: GatewaySchemas['RuntimeUsage']) => number) =>
    runtimes.reduce((total, { usage }) => total + (usage ? pick(usage) : 0), 0);
  return {
    runtimes: runtimes.length,
    memoryBytes: sum(usage => usage.memoryBytes),
    cores: sum(usage => usage.cores ?? 0),
    pids: sum(usage => usage.pids ?? 0),
  };
}
