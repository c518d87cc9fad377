import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { z } from 'zod';
import type { ReplicaRow } from './FleetStore';
import { fleetTotals } from './fleetTotals';

const bound = z.enum(['hard', 'watched', 'none']);
const reportsSchema = z.array(
  z.object({
    kind: z.string(),
    isUsed: z.boolean(),
    status: z.object({
      ready: z.boolean(),
      tier: z.string().optional(),
      bounds: z.object({ memory: bound, pids: bound, cpu: bound, disk: bound }),
      problems: z.array(z.object({ text: z.string(), remedy: z.string() })),
    }),
  }),
);

/** A replica, with what its drivers said when they were asked last. */
export function toFleetReplica(
  row: ReplicaRow,
  options: {
    runtimes: readonly GatewaySchemas['FleetRuntime'][];
    thisReplica: string;
    aliveSince: number;
  },
): GatewaySchemas['FleetReplica'] {
  const { runtimes, thisReplica, aliveSince } = options;
  return {
    id: row.id,
    ...(row.host !== undefined && { host: row.host }),
    heardAt: new Date(row.heardAt).toISOString(),
    isAlive: row.heardAt >= aliveSince,
    isThis: row.id === thisReplica,
    drivers: readReports(row.drivers).map(({ kind, isUsed, status }) => ({
      ...{ kind, isUsed },
      state: status,
    })),
    totals: fleetTotals(runtimes.filter(({ replica }) => replica === row.id)),
  };
}

/** Another version of the gateway may say it in another way; that is no reason to show nothing. */
function readReports(text: string | undefined): z.infer<typeof reportsSchema> {
  const parsed = reportsSchema.safeParse(text && JSON.parse(text));
  return parsed.success ? parsed.data : [];
}
