import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  blastRadius,
  type CatalogThing,
  reachSystems,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  mcpServerAdministerPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { activeGrants } from '../access/GrantStore';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { HiddenTools } from '../hiding/HiddenTools';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { hostedOf } from '../servers/hostedOf';
import type { ServerRecord } from '../servers/ServerRecord';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { toCatalogThing } from './toCatalogThing';

type View = RegistrySchemas['BlastRadius'];

/** More rounds than the walk has steps are never needed. */
const MAX_ROUNDS = 5;

/** What a server could reach if it were compromised, for those who answer for it. */
export class BlastRadiusService {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    hiddenTools: HiddenTools;
  }): BlastRadiusService {
    return new BlastRadiusService(options);
  }

  readonly #options: Parameters<typeof BlastRadiusService.create>[0];

  private constructor(
    options: Parameters<typeof BlastRadiusService.create>[0],
  ) {
    this.#options = options;
  }

  async get(caller: Caller, serverRef: string): Promise<View> {
    const { database, visibility, policy, hiddenTools, clock } = this.#options;
    const { knex } = database;
    const server = await visibility.require(knex, caller, serverRef);
    if (!concerns(caller, server)) {
      await policy.requireServer(caller, mcpServerAdministerPermission, server);
    }
    const { of, revision } = await revisionOf(knex, server);
    const facts = revision?.facts ?? server.liveFacts;
    const hidden = (await hiddenTools.from(caller, [server]))(server);
    const surface = revision?.toolSurface;
    const hosted = hostedOf(facts);
    const found = blastRadius({
      ...(hosted && { hosted }),
      ...(facts.upstream && { url: facts.upstream.url }),
      ...(facts.credential && { credential: facts.credential }),
      tools: surface?.known
        ? surface.tools.filter(({ name }) => !hidden.has(name))
        : null,
      grants: await activeGrants(knex, {
        serverIds: [server.id],
        now: clock.now(),
      }),
      reaches: facts.reaches,
      catalog: await this.#look(caller, facts.reaches),
    });
    return toView(found, of);
  }

  /** What the catalog shows the caller of what is reached, round by round. */
  async #look(
    caller: Caller,
    reaches: readonly string[],
  ): Promise<Map<string, CatalogThing>> {
    const { catalog } = this.#options;
    const { credentials } = caller;
    const things = new Map<string, CatalogThing>();
    const asked = new Set<string>();
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { missing } = reachSystems(reaches, things);
      const entityRefs = missing.filter(ref => !asked.has(ref));
      if (entityRefs.length === 0) break;
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs },
        { credentials },
      );
      entityRefs.forEach((ref, index) => {
        asked.add(ref);
        const entity = items[index];
        if (entity) things.set(ref, toCatalogThing(entity));
      });
    }
    return things;
  }
}

async function revisionOf(
  knex: Knex,
  server: ServerRecord,
): Promise<{ of: View['of']; revision?: RevisionRecord }> {
  const { approvedDigest, pendingDigest } = server;
  const find = async (digest: string) => {
    const revision = await findRevision(knex, digest);
    if (!revision) throw registryError('server.not-found');
    return revision;
  };
  if (approvedDigest !== undefined) {
    return { of: 'approved', revision: await find(approvedDigest) };
  }
  if (pendingDigest !== undefined) {
    return { of: 'waiting', revision: await find(pendingDigest) };
  }
  return { of: 'entity' };
}

/** The lists are read-only where they are made. */
function toView(found: ReturnType<typeof blastRadius>, of: View['of']): View {
  return structuredClone({ ...found, of }) as View;
}
