import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { readUsage } from '../readUsage';
import type { RuntimeRow } from '../RuntimeStore';

type Runtime = GatewaySchemas['FleetRuntime'];

/** Scopes of runtimes, in the words of servers. */
const ISOLATIONS: Readonly<Record<string, Runtime['isolation']>> = {
  everybody: 'shared',
  person: 'per-user',
  session: 'per-session',
};

/** A row, as those see it who look after all runtimes. */
export function toFleetRuntime(
  row: RuntimeRow,
  options: {
    server: GatewaySchemas['FleetServer'];
    people: number;
    /** Whether names of people may be told. */
    showsPeople: boolean;
  },
): Runtime {
  const { server, people, showsPeople } = options;
  const usage = readUsage(row.usage)?.usage;
  return {
    runtimeId: row.runtime_id,
    replica: row.owner,
    ...{ server, people },
    isolation: ISOLATIONS[row.isolation] ?? 'per-session',
    ...(showsPeople && row.person !== null && { person: row.person }),
    state: row.state,
    driver: row.driver,
    ...(row.tier !== null && { tier: row.tier }),
    bounds: JSON.parse(row.bounds),
    startedAt: new Date(Number(row.started_at)).toISOString(),
    changedAt: new Date(Number(row.changed_at)).toISOString(),
    ...(usage && { usage }),
  };
}
