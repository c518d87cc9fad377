import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  cubeFor,
  timeCubeFor,
  type UsageFilter,
  wholeDays,
} from './UsageFilter';
import type { GroupedSum, UsageStore } from './UsageStore';
import { toNumbers, totalOf } from './UsageSum';

const TOP = 20;
const HOURLY_MS = 4 * 24 * 60 * 60 * 1000;

/** Answers about usage, all of them from rollups. */
export class UsageReader {
  static create(options: {
    store: UsageStore;
    /** Absent where no price is set. */
    currency?: string;
  }): UsageReader {
    return new UsageReader(options);
  }

  readonly #store: UsageStore;
  readonly #currency: string | undefined;

  private constructor(options: Parameters<typeof UsageReader.create>[0]) {
    this.#store = options.store;
    this.#currency = options.currency;
  }

  async read(asked: UsageFilter): Promise<GatewaySchemas['Usage']> {
    const store = this.#store;
    const isShort =
      Date.parse(asked.until) - Date.parse(asked.since) <= HOURLY_MS;
    // Of one server hours are told apart however long it is: before and after a version.
    const isExact = isShort || asked.serverRef !== undefined;
    const filter = isExact ? asked : wholeDays(asked);
    const cube = cubeFor(filter);
    const timeCube = timeCubeFor(filter);
    const grain = isShort ? 'hour' : 'day';
    // Days of people are whole, and name no tool.
    const named = isShort || filter.tool !== undefined ? 'full' : 'people';
    const whole =
      named === 'people'
        ? { ...filter, since: `${filter.since.slice(0, 10)}T00:00:00Z` }
        : filter;
    const byName = async (
      column: 'server_ref' | 'person' | 'team' | 'client',
    ) =>
      this.#parts(
        await store.sums({
          cube: named,
          filter: whole,
          by: [column],
          limit: TOP,
        }),
        column,
      );
    const [trend, hours, tools, refusals] = await Promise.all([
      store.trend(timeCube, filter, grain),
      store.hours(timeCube, filter),
      store.sums({
        ...{ cube, filter, by: ['server_ref', 'tool'] },
        ...{ limit: TOP, named: 'tool' },
      }),
      store.sums({ cube, filter, by: ['reason'], limit: TOP, refused: true }),
    ]);
    const [servers, people, teams, clients] = await Promise.all([
      byName('server_ref'),
      byName('person'),
      byName('team'),
      byName('client'),
    ]);
    return {
      since: filter.since,
      until: filter.until,
      grain,
      ...(this.#currency && { currency: this.#currency }),
      totals: this.#numbers(totalOf(trend.map(({ sum }) => sum))),
      trend: this.#parts(trend, 'at').map(part => ({
        ...part,
        name: grain === 'hour' ? `${part.name}:00:00Z` : part.name,
      })),
      heat: heatOf(hours),
      servers,
      tools: tools.map(({ by, sum }) => ({
        ...this.#numbers(sum),
        name: by.tool,
        serverRef: by.server_ref,
      })),
      refusals: this.#parts(refusals, 'reason'),
      people,
      teams,
      clients,
    };
  }

  #parts(sums: readonly GroupedSum[], column: string) {
    return sums.map(({ by, sum }) => ({
      ...this.#numbers(sum),
      name: by[column],
    }));
  }

  #numbers(sum: GroupedSum['sum']) {
    return toNumbers(sum, this.#currency !== undefined);
  }
}

function heatOf(
  hours: readonly { hour: string; calls: number }[],
): GatewaySchemas['Usage']['heat'] {
  const heat = new Map<number, number>();
  for (const { hour, calls } of hours) {
    const at = new Date(hour);
    const slot = at.getUTCDay() * 24 + at.getUTCHours();
    heat.set(slot, (heat.get(slot) ?? 0) + calls);
  }
  return [...heat]
    .sort(([a], [b]) => a - b)
    .map(([slot, calls]) => ({
      weekday: Math.floor(slot / 24),
      hour: slot % 24,
      calls,
    }));
}
