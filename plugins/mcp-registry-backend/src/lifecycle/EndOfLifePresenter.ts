import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Caller } from '../service/Caller';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServersById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';

type Shown = RegistrySchemas['EndOfLife'];

/** Shows when and why servers end, and what takes their place to those who may see that. */
export class EndOfLifePresenter {
  static create(options: {
    knex: Knex;
    visibility: ServerVisibility;
  }): EndOfLifePresenter {
    return new EndOfLifePresenter(options.knex, options.visibility);
  }

  readonly #knex: Knex;
  readonly #visibility: ServerVisibility;

  private constructor(knex: Knex, visibility: ServerVisibility) {
    this.#knex = knex;
    this.#visibility = visibility;
  }

  async of(
    caller: Caller,
    servers: readonly ServerRecord[],
  ): Promise<(server: ServerRecord) => Shown | undefined> {
    const ids = servers.flatMap(
      ({ endOfLife }) => endOfLife?.successorId ?? [],
    );
    const successors = new Map<string, ServerRecord>();
    if (ids.length > 0) {
      const found = await findServersById(this.#knex, ids);
      for (const [id, server] of found) {
        const isKnown =
          server.current &&
          !server.life.retired &&
          (await this.#visibility.mayKnow(caller, server));
        if (isKnown) successors.set(id, server);
      }
    }
    return server => {
      const { endOfLife, life } = server;
      if (!endOfLife || !(life.deprecated || life.ended)) return undefined;
      const { plan, successorId, ...shown } = endOfLife;
      const successor = successors.get(successorId ?? '');
      return {
        ...shown,
        ...(successor && {
          successor: {
            serverRef: successor.serverRef,
            title: successor.display.title,
          },
        }),
      };
    };
  }
}
