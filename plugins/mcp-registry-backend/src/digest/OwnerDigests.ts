import {
  mcpAuditReadPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { readPeriod } from '../reports/readPeriod';
import type { UseReader } from '../reviews/GrantUseReader';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import {
  badChecksOf,
  countServers,
  type DigestScope,
  heldToolsOf,
  waitingFor,
} from './digestFacts';
import type { DigestReader } from './GatewayDigestReader';
import { unusedGrants } from './unusedGrants';
import { endingCertificates } from './endingCertificates';
import { upcomingEnds } from './upcomingEnds';

type Digest = RegistrySchemas['OwnerDigest'];

/** What happened on the servers of one owner, and what waits for them. The page and the message say the same. */
export class OwnerDigests {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    useReader: UseReader;
    /** Without, usage is never known. */
    digestReader?: DigestReader;
  }): OwnerDigests {
    return new OwnerDigests(options);
  }

  readonly #options: Parameters<typeof OwnerDigests.create>[0];

  private constructor(options: Parameters<typeof OwnerDigests.create>[0]) {
    this.#options = options;
  }

  /** For a person: of an owner that they are or belong to, or of any where they read the audit or review. */
  async read(
    caller: Caller,
    asked: { owner?: string; from: string; to: string },
  ): Promise<RegistrySchemas['OwnerDigestPage']> {
    const period = readPeriod(asked);
    const owners = await this.#ownersFor(caller);
    const wanted = asked.owner?.toLocaleLowerCase('en-US');
    if (wanted !== undefined && !owners.includes(wanted)) {
      throw registryError('digest.no-owner');
    }
    const own = owners.find(ref => caller.ownershipEntityRefs.includes(ref));
    const owner = wanted ?? own ?? owners[0];
    return {
      owners,
      ...(owner && { digest: await this.of({ ...period, owner }) }),
    };
  }

  /** Everybody who owns a server. */
  async owners(): Promise<string[]> {
    const rows: { owner: string }[] = await this.#options.database
      .knex('servers')
      .whereNotNull('current_ref')
      .distinct('owner')
      .orderBy('owner');
    return rows.map(({ owner }) => owner);
  }

  async of(scope: DigestScope): Promise<Digest> {
    const { database, clock, useReader, digestReader } = this.#options;
    const { knex } = database;
    const { owner } = scope;
    const now = clock.now();
    const [usage, servers, waiting, heldTools, checks, ends, grants, expiring] =
      await Promise.all([
        digestReader?.read(scope),
        countServers(knex, owner),
        waitingFor(knex, owner),
        heldToolsOf(knex, owner),
        badChecksOf(knex, scope),
        upcomingEnds(knex, { owner, now }),
        unusedGrants(knex, { ...scope, now, useReader }),
        endingCertificates(knex, { owner, now }),
      ]);
    return {
      ...{ owner, from: scope.from, to: scope.to },
      writtenAt: now.toISOString(),
      ...{ servers, waiting, heldTools, checks, ends },
      certificates: expiring,
      ...(usage && { usage }),
      ...(grants && { unusedGrants: grants }),
    };
  }

  async #ownersFor(caller: Caller): Promise<string[]> {
    const all = await this.owners();
    const seesAll =
      caller.isApprover ||
      (await this.#options.policy.allows(caller, mcpAuditReadPermission));
    return seesAll
      ? all
      : all.filter(owner => caller.ownershipEntityRefs.includes(owner));
  }
}
