import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { Budgets } from '../usage/budgets/Budgets';
import { readRange } from '../usage/readRange';
import type { UsageFilter } from '../usage/UsageFilter';
import type { UsageStore } from '../usage/UsageStore';
import { toNumbers, totalOf } from '../usage/UsageSum';
import type { DigestAlerts } from './DigestAlerts';
import { findUnusedTools } from './findUnusedTools';

const TOP_SERVERS = 50;
const TOP_REFUSALS = 20;
/** Tools of all servers of one owner that are told apart. */
const MAX_TOOLS = 5_000;

type Digest = GatewaySchemas['OwnerDigest'];

/** What the gateway knows of the servers of one owner, for a time: from rollups and alerts, never from calls. */
export class OwnerDigestDesk {
  static create(options: {
    usage: UsageStore;
    alerts: DigestAlerts;
    budgets: Pick<Budgets, 'list'>;
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
    /** Absent where no price is set. */
    currency?: string;
    now?: () => number;
  }): OwnerDigestDesk {
    return new OwnerDigestDesk(options);
  }

  readonly #options: Parameters<typeof OwnerDigestDesk.create>[0];

  private constructor(options: Parameters<typeof OwnerDigestDesk.create>[0]) {
    this.#options = options;
  }

  async read(
    query: GatewaySchemas['OwnerDigestQuery'],
  ): Promise<GatewaySchemas['OwnerDigest']> {
    const { usage, alerts, currency, now = Date.now } = this.#options;
    const { owner, from, to } = query;
    const owners = [owner];
    const time = readRange({ since: from, until: to }, now());
    const filter = { ...time, owners };
    const [totals, before, people, servers, refusals, unusedTools, budgets] =
      await Promise.all([
        this.#totals(filter),
        this.#totals({ ...timeBefore(time), owners }),
        usage.countPeople(filter),
        this.#servers(filter),
        this.#refusals(filter),
        this.#unusedTools(filter),
        this.#budgets(owner),
      ]);
    return {
      ...(currency && { currency }),
      ...{ totals, before, people, servers, refusals, unusedTools, budgets },
      alerts: await alerts.of({ owner, from: time.since, to: time.until }),
    };
  }

  async #totals(filter: UsageFilter): Promise<Digest['totals']> {
    const sums = await this.#options.usage.sums({
      ...{ cube: 'tools', filter, by: ['server_ref'], limit: MAX_TOOLS },
    });
    return this.#numbers(totalOf(sums.map(({ sum }) => sum)));
  }

  async #servers(filter: UsageFilter): Promise<Digest['servers']> {
    const sums = await this.#options.usage.sums({
      ...{ cube: 'tools', filter, by: ['server_ref'], limit: TOP_SERVERS },
    });
    return sums.map(({ by, sum }) => ({
      ...this.#numbers(sum),
      name: by.server_ref,
    }));
  }

  /** What people asked for, and why they did not get it. */
  async #refusals(filter: UsageFilter): Promise<Digest['refusals']> {
    const sums = await this.#options.usage.sums({
      ...{ cube: 'tools', filter, by: ['reason', 'server_ref', 'tool'] },
      ...{ limit: TOP_REFUSALS, refused: true },
    });
    return sums.map(({ by, sum }) => ({
      ...{ reason: by.reason, serverRef: by.server_ref },
      ...(by.tool !== '' && { tool: by.tool }),
      count: sum.refused,
    }));
  }

  async #unusedTools(filter: UsageFilter): Promise<Digest['unusedTools']> {
    const { directory, usage } = this.#options;
    const used = await usage.sums({
      ...{ cube: 'tools', filter, by: ['server_ref', 'tool'] },
      ...{ limit: MAX_TOOLS, refused: false },
    });
    // Of what was cut off it cannot be said that it was not used.
    if (used.length === MAX_TOOLS) return [];
    const documents = directory
      .refs()
      .flatMap(ref => directory.get(ref) ?? [])
      .filter(document => filter.owners?.includes(document.owner));
    return findUnusedTools(
      documents,
      new Set(used.map(({ by }) => `${by.server_ref} ${by.tool}`)),
    );
  }

  async #budgets(owner: string): Promise<Digest['budgets']> {
    const { items } = await this.#options.budgets.list();
    return items.filter(({ team }) => team === owner);
  }

  #numbers(sum: Parameters<typeof toNumbers>[0]) {
    return toNumbers(sum, this.#options.currency !== undefined);
  }
}

/** As much time, just before. */
function timeBefore({ since, until }: { since: string; until: string }) {
  const length = Date.parse(until) - Date.parse(since);
  const begin = new Date(Date.parse(since) - length).toISOString();
  return { since: begin.replace('.000Z', 'Z'), until: since };
}
