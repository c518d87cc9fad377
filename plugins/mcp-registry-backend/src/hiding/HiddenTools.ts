import type { Knex } from 'knex';
import { activeGrants } from '../access/GrantStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { ServerRecord } from '../servers/ServerRecord';
import { concerns } from '../servers/ServerVisibility';
import { findHiddenTools } from './HiddenToolStore';

const NOTHING: ReadonlySet<string> = new Set();

/** Says which tools somebody may not know of (invariant 8): those that the owner hides and that they have no access to. */
export class HiddenTools {
  static create(options: { knex: Knex; clock: Clock }): HiddenTools {
    return new HiddenTools(options.knex, options.clock);
  }

  readonly #knex: Knex;
  readonly #clock: Clock;

  private constructor(knex: Knex, clock: Clock) {
    this.#knex = knex;
    this.#clock = clock;
  }

  /** The names that are hidden from the caller, by server id. */
  async from(
    caller: Caller,
    servers: readonly ServerRecord[],
  ): Promise<(server: ServerRecord) => ReadonlySet<string>> {
    const others = servers.filter(server => !concerns(caller, server));
    const hidden = await findHiddenTools(
      this.#knex,
      others.map(({ id }) => id),
    );
    if (hidden.size === 0) return () => NOTHING;
    const grants = await activeGrants(this.#knex, {
      serverIds: [...hidden.keys()],
      subjects: caller.ownershipEntityRefs,
      now: this.#clock.now(),
    });
    return ({ id }) => {
      const own = grants.filter(({ serverId }) => serverId === id);
      const isTheirs = (name: string) =>
        own.some(
          ({ tools }) => tools.kind === 'all' || tools.names.includes(name),
        );
      const names = hidden.get(id)?.names ?? [];
      return new Set(names.filter(name => !isTheirs(name)));
    };
  }
}
