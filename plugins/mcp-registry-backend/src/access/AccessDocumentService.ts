import { createHash } from 'node:crypto';
import {
  type AccessDocument,
  type AccessTool,
  type ApprovalCondition,
  accessDocumentSchema,
  sessionEraDigest,
  type StopList,
  SURFACE_FORMULA,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  mirroredParameters,
  type RegistrySchemas,
  type SurfaceTool,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { decodeCursor, encodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionHold } from '../exceptions/ExceptionHold';
import { readChanges, readIndex } from '../feed/FeedStore';
import { findConditions } from '../approvals/conditions/ConditionStore';
import { findSettledAt } from '../drift/findSettledAt';
import { findHiddenTools } from '../hiding/HiddenToolStore';
import { findLimits } from '../limits/LimitStore';
import { findRecording } from '../recording/RecordingStore';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import { findAlias } from '../servers/serverAlias';
import { findServerByRef } from '../servers/ServerStore';
import { findReaching, type Reaching } from './findReaching';
import { activeGrants } from './GrantStore';
import { listDoorStops } from '../stops/listDoorStops';
import { upstreamOf } from './upstreamOf';

/** Answers at the access door: what gateways need to decide. */
export class AccessDocumentService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    hold: Pick<ExceptionHold, 'servesUntil'>;
  }): AccessDocumentService {
    return new AccessDocumentService(options);
  }

  readonly #database: RegistryDatabase;
  readonly #clock: Clock;
  readonly #hold: Pick<ExceptionHold, 'servesUntil'>;

  private constructor(
    options: Parameters<typeof AccessDocumentService.create>[0],
  ) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#hold = options.hold;
  }

  async changes(options: {
    after: number;
    limit?: number;
  }): Promise<RegistrySchemas['ChangePage']> {
    return await readChanges(this.#database.knex, {
      after: options.after,
      limit: options.limit ?? 500,
    });
  }

  /** All stops in force. */
  async stops(): Promise<StopList> {
    return await listDoorStops(this.#database.knex, this.#clock.now());
  }

  /** Every version that reaches a system. */
  async reaching(system: string): Promise<Reaching> {
    return await findReaching(this.#database.knex, system);
  }

  async index(options: {
    limit?: number;
    cursor?: string;
  }): Promise<{ items: RegistrySchemas['Change'][]; nextCursor?: string }> {
    const limit = options.limit ?? 500;
    const rows = await readIndex(this.#database.knex, {
      afterId: decodeCursor(options.cursor)?.[1],
      limit,
    });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return rows.length > limit && last
      ? { items, nextCursor: encodeCursor(['', last.serverId]) }
      : { items };
  }

  async document(
    serverRef: string,
  ): Promise<{ document: AccessDocument; etag: string }> {
    const { knex } = this.#database;
    // The server comes first: whatever changes while the rest is read has a higher sequence than the document claims,
    // so the gateway fetches it again.
    const server = await findServerByRef(knex, serverRef);
    if (!server) {
      throw registryError('server.not-found');
    }
    const approved = server.approvedDigest
      ? await findRevision(knex, server.approvedDigest)
      : undefined;
    const hidden = new Set(
      (await findHiddenTools(knex, [server.id])).get(server.id)?.names,
    );
    const grants = await activeGrants(knex, {
      serverIds: [server.id],
      now: this.#clock.now(),
    });
    const owners = await findLimits(knex, server.id);
    const kept = await findRecording(knex, server.id);
    const conditions = (await findConditions(knex, server.id)).map(
      ({ condition }) => condition,
    );
    const document = accessDocumentSchema.parse({
      // A gateway that knows of no conditions must not read it as if there were none.
      version: conditions.length > 0 ? 2 : 1,
      sequence: server.sequence,
      serverId: server.id,
      serverRef: server.serverRef,
      alias: await findAlias(knex, server.id),
      title: server.display.title,
      owner: server.facts.owner,
      status: server.status,
      ...(server.life.deprecated &&
        server.endOfLife && { servedUntil: server.endOfLife.retireAt }),
      riskTier: server.facts.riskTier,
      dataClassification: server.facts.dataClassification,
      ...(approved &&
        (await servedRevision(approved, {
          hidden,
          conditions,
          settledAt: await findSettledAt(knex, { server, approved }),
          servesUntil: await this.#hold.servesUntil(knex, approved),
        }))),
      grants: grants.map(({ id, subject, tools, expiresAt, kind }) => ({
        id,
        subject,
        tools,
        expiresAt,
        ...(kind === 'break-glass' && { kind }),
      })),
      ...(owners && { limits: owners.limits }),
      ...(kept && { recording: kept.policy }),
    });
    const hash = createHash('sha256').update(JSON.stringify(document));
    return { document, etag: `"${hash.digest('base64url')}"` };
  }
}

/** What the gateway may serve: nothing where the approved revision says neither an address nor a package. */
async function servedRevision(
  approved: RevisionRecord,
  options: {
    hidden: ReadonlySet<string>;
    conditions: ApprovalCondition[];
    settledAt: string;
    servesUntil: string | undefined;
  },
): Promise<Pick<AccessDocument, 'approvedRevision'>> {
  const { hidden, settledAt, servesUntil, conditions } = options;
  const { credential, reaches } = approved.facts;
  const upstream = upstreamOf(approved);
  if (!upstream) {
    return {};
  }
  return {
    approvedRevision: {
      digest: approved.digest,
      upstream,
      ...(credential && { credential }),
      ...(reaches.length > 0 && { reaches }),
      tools: approved.toolSurface.known
        ? await Promise.all(
            approved.toolSurface.tools.map(tool => servedTool(tool, hidden)),
          )
        : null,
      surface: { formula: SURFACE_FORMULA, settledAt },
      ...(servesUntil && { servesUntil }),
      ...(conditions.length > 0 && { conditions }),
    },
  };
}

async function servedTool(
  tool: SurfaceTool,
  hidden: ReadonlySet<string>,
): Promise<AccessTool> {
  const { name, digest, effect, inputSchema, annotations } = tool;
  const { annotationsDigest } = tool;
  const inSessions = await sessionEraDigest(tool);
  const headers = mirroredParameters(inputSchema);
  return {
    name,
    digest,
    effect,
    annotationsDigest,
    ...(inSessions && { sessionEraDigest: inSessions }),
    ...(annotations?.idempotentHint === true && { idempotent: true }),
    ...(annotations?.openWorldHint === false && { openWorld: false }),
    ...(hidden.has(name) && { hidden: true }),
    ...(headers.length > 0 && { headers }),
  };
}
