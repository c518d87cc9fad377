import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { activeGrants, type GrantRecord } from '../access/GrantStore';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findCurrentServers, findServersById } from '../servers/ServerStore';
import { serversHit } from './serversHit';
import type { StopRules } from './StopRules';
import { countInForce } from './StopStore';
import type { FoundTarget, StopTargets } from './StopTargets';

const MAX_NAMED = 20;
const AT_ONCE = 500;

/** Says whom a stop would hit, before anybody is hit. */
export class StopImpactService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    targets: StopTargets;
    rules: StopRules;
  }): StopImpactService {
    return new StopImpactService(options);
  }

  readonly #options: Parameters<typeof StopImpactService.create>[0];

  private constructor(options: Parameters<typeof StopImpactService.create>[0]) {
    this.#options = options;
  }

  async preview(
    caller: Caller,
    target: RegistrySchemas['StopTarget'],
  ): Promise<RegistrySchemas['StopImpact']> {
    const { database, clock, targets, rules } = this.#options;
    const { knex } = database;
    const found = await targets.find(knex, caller, target);
    // Whom it hits is told to those alone who may stop it.
    if (!(await targets.authority(caller, found.server))) {
      throw registryError('stop.not-allowed');
    }
    const { servers, grants } = await this.#hit(found);
    return {
      serverCount: servers.length,
      servers: servers.slice(0, MAX_NAMED).map(({ serverRef, display }) => ({
        serverRef,
        title: display.title,
      })),
      grantCount: grants.length,
      holders: [...new Set(grants.map(({ subject }) => subject))]
        .sort()
        .slice(0, MAX_NAMED),
      alreadyStopped: await countInForce(knex, {
        now: clock.now(),
        of: {
          kind: found.kind,
          serverId: found.server?.id,
          subject: found.subject,
        },
      }),
      mayStop: true,
      needsFreshSignIn: rules.needsFreshSignIn(caller, found),
    };
  }

  /** The servers that a stop takes something away from, for those who have to hear of it. */
  async servers(found: FoundTarget): Promise<ServerRecord[]> {
    return (await this.#hit(found)).servers;
  }

  async #hit(
    found: FoundTarget,
  ): Promise<{ servers: ServerRecord[]; grants: GrantRecord[] }> {
    const { knex } = this.#options.database;
    const { kind, subject, server } = found;
    switch (kind) {
      case 'server':
        return await this.#withGrants([server!]);
      case 'revision': {
        const isServed = server!.approvedDigest === subject;
        return await this.#withGrants(isServed ? [server!] : []);
      }
      case 'tool': {
        const { servers, grants } = await this.#withGrants([server!]);
        const covering = grants.filter(
          ({ tools }) => tools.kind === 'all' || tools.names.includes(subject),
        );
        return { servers, grants: covering };
      }
      case 'grant': {
        const { servers, grants } = await this.#withGrants([server!]);
        return { servers, grants: grants.filter(({ id }) => id === subject) };
      }
      case 'connection': {
        const { servers, grants } = await this.#withGrants([server!]);
        const own = grants.filter(grant => grant.subject === subject);
        return { servers, grants: own };
      }
      case 'person':
      case 'step-up':
      case 'agent': {
        const all = await findCurrentServers(knex);
        const { grants } = await this.#withGrants(all, [subject]);
        const ids = new Set(grants.map(({ serverId }) => serverId));
        const servers = await findServersById(knex, [...ids]);
        return { servers: [...servers.values()], grants };
      }
      case 'client':
        // Which servers people call by it is known to gateways alone.
        return { servers: [], grants: [] };
      case 'package':
      case 'publisher':
      case 'host':
        return await this.#withGrants(await serversHit(knex, found));
      default:
        return kind satisfies never;
    }
  }

  async #withGrants(servers: ServerRecord[], subjects?: string[]) {
    const { database, clock } = this.#options;
    const grants: GrantRecord[] = [];
    for (let start = 0; start < servers.length; start += AT_ONCE) {
      grants.push(
        ...(await activeGrants(database.knex, {
          serverIds: servers.slice(start, start + AT_ONCE).map(({ id }) => id),
          ...(subjects && { subjects }),
          now: clock.now(),
        })),
      );
    }
    return { servers, grants };
  }
}
