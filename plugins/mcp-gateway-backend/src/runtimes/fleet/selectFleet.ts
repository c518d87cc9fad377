import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';

type Runtime = GatewaySchemas['FleetRuntime'];
type Sort = GatewaySchemas['FleetSort'];

const DEFAULT_LIMIT = 50;
/** Largest and worst first, names from A. */
const DESCENDING = new Set<Sort>([
  'started',
  'memory',
  'cpu',
  'pids',
  'failures',
]);

/** What of the fleet is asked for. */
export interface FleetQuery {
  readonly search?: string;
  readonly state?: Runtime['state'];
  readonly isolation?: Runtime['isolation'];
  readonly driver?: string;
  readonly replica?: string;
  readonly sort?: Sort;
  readonly order?: 'ascending' | 'descending';
  readonly limit?: number;
  readonly offset?: number;
}

/** The page that is asked for. Runtimes that are alike keep an order of their own, so that no page shows one twice. Pure. */
export function selectFleet(
  all: readonly Runtime[],
  query: FleetQuery,
): { items: Runtime[]; totalItems: number; nextOffset?: number } {
  const { sort = 'server', limit = DEFAULT_LIMIT, offset = 0 } = query;
  const isDown = query.order
    ? query.order === 'descending'
    : DESCENDING.has(sort);
  const found = all.filter(runtime => fits(runtime, query));
  found.sort((a, b) => {
    const by = compare(keyOf(a, sort), keyOf(b, sort));
    return (isDown ? -by : by) || compare(a.runtimeId, b.runtimeId);
  });
  const end = offset + limit;
  return {
    items: found.slice(offset, end),
    totalItems: found.length,
    ...(end < found.length && { nextOffset: end }),
  };
}

function fits(runtime: Runtime, query: FleetQuery): boolean {
  const { search, state, isolation, driver, replica } = query;
  const { server } = runtime;
  const text = search?.trim().toLocaleLowerCase('en-US');
  const isNamed =
    !text ||
    [server.serverRef, server.title, server.owner].some(name =>
      name?.toLocaleLowerCase('en-US').includes(text),
    );
  return (
    isNamed &&
    (state === undefined || runtime.state === state) &&
    (isolation === undefined || runtime.isolation === isolation) &&
    (driver === undefined || runtime.driver === driver) &&
    (replica === undefined || runtime.replica === replica)
  );
}

function keyOf(runtime: Runtime, sort: Sort): string | number {
  const { server, state, startedAt, usage } = runtime;
  switch (sort) {
    case 'server':
      return server.serverRef;
    case 'owner':
      return server.owner ?? '';
    case 'state':
      return state;
    case 'started':
      return startedAt;
    case 'memory':
      return usage?.memoryBytes ?? -1;
    case 'cpu':
      return usage?.cores ?? -1;
    case 'pids':
      return usage?.pids ?? -1;
    case 'failures':
      return server.failures;
    default:
      throw new Error(`No such order: ${sort satisfies never}`);
  }
}

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
