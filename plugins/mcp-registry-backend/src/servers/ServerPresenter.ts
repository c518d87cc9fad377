import {
  type RegistrySchemas,
  SERVED_STATUSES,
  type ToolSurface,
  whereIs,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { activeGrants, type GrantRecord } from '../access/GrantStore';
import {
  type AccessRequestRow,
  usualWaitSeconds,
} from '../access/AccessRequestStore';
import { APPROVAL_IS_OVER } from '../approvals/conditions/holdBack';
import { presentConditions } from '../approvals/conditions/presentConditions';
import {
  type ConditionsRefuse,
  refusedForCaller,
} from '../approvals/conditions/refusedForCaller';
import { isOwnerSide } from '../approvals/approvers';
import type { EndOfLifePresenter } from '../lifecycle/EndOfLifePresenter';
import type { HiddenTools } from '../hiding/HiddenTools';
import { withoutTools } from '../hiding/withoutTools';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import { findRevisions } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import {
  type Standing,
  standingStops,
  stopOfGrants,
} from '../stops/standingStops';
import { runnableOf } from './runnableOf';
import { findAlias } from './serverAlias';
import type { ServerRecord } from './ServerRecord';
import { concerns } from './ServerVisibility';
import { TokenCounter } from './TokenCounter';

type Summary = RegistrySchemas['ServerSummary'];
type PendingRequest = Pick<AccessRequestRow, 'id' | 'server_id'>;

const UNKNOWN_SURFACE: ToolSurface = { known: false, tools: [] };

/** Shows servers as one person sees them. */
export class ServerPresenter {
  static create(options: {
    knex: Knex;
    clock: Clock;
    revisions: RevisionPresenter;
    hiddenTools: HiddenTools;
    endsOfLife: EndOfLifePresenter;
    gatewayPublicUrl?: string;
    /** What counts as inside of the company. */
    companyDomains: readonly string[];
  }): ServerPresenter {
    return new ServerPresenter(options);
  }

  readonly #options: Parameters<typeof ServerPresenter.create>[0];
  readonly #tokens = TokenCounter.create();

  private constructor(options: Parameters<typeof ServerPresenter.create>[0]) {
    this.#options = options;
  }

  async summaries(caller: Caller, servers: ServerRecord[]): Promise<Summary[]> {
    const { knex, clock } = this.#options;
    const serverIds = servers.map(server => server.id);
    const grants = await activeGrants(knex, {
      serverIds,
      subjects: caller.ownershipEntityRefs,
      now: clock.now(),
    });
    const pending: PendingRequest[] = await knex('access_requests')
      .where({ state: 'pending' })
      .whereIn('server_id', serverIds)
      .where(mine =>
        mine
          .where({ requested_by: caller.userEntityRef })
          .orWhereIn('subject', caller.ownershipEntityRefs),
      )
      .select('id', 'server_id');
    const surfaces = await this.#surfacesOfPackages(servers);
    const standing = await standingStops(knex, {
      ...{ caller, servers, now: clock.now() },
    });
    const endOfLifeOf = await this.#options.endsOfLife.of(caller, servers);
    const refused = await refusedForCaller(knex, {
      ...{ caller, serverIds, now: clock.now() },
    });
    return servers.map(server =>
      summaryOf(caller, server, {
        isOutside: isOutside(server, this.#options.companyDomains),
        surface: surfaces(server),
        refused: refused.get(server.id),
        endOfLife: endOfLifeOf(server),
        ...grantOf(server, grants, standing),
        request: pending.find(request => request.server_id === server.id),
      }),
    );
  }

  /** What probes have told of servers that the gateway runs, from what was approved of each or waits for review. */
  async #surfacesOfPackages(
    servers: ServerRecord[],
  ): Promise<(server: ServerRecord) => ToolSurface | undefined> {
    const digestOf = ({ facts, approvedDigest, pendingDigest }: ServerRecord) =>
      facts.package ? approvedDigest ?? pendingDigest : undefined;
    const digests = servers.flatMap(server => digestOf(server) ?? []);
    const found =
      digests.length > 0
        ? await findRevisions(this.#options.knex, digests)
        : undefined;
    return server => found?.get(digestOf(server) ?? '')?.toolSurface;
  }

  async server(
    caller: Caller,
    server: ServerRecord,
  ): Promise<RegistrySchemas['Server']> {
    const { knex, revisions, gatewayPublicUrl, hiddenTools } = this.#options;
    const [summary] = await this.summaries(caller, [server]);
    const hidden = (await hiddenTools.from(caller, [server]))(server);
    const found = await findRevisions(
      knex,
      [server.approvedDigest, server.pendingDigest].filter(
        digest => digest !== undefined,
      ),
    );
    const approved = found.get(server.approvedDigest ?? '');
    const pending = concerns(caller, server)
      ? found.get(server.pendingDigest ?? '')
      : undefined;
    const surface = (approved ?? pending)?.toolSurface ?? UNKNOWN_SURFACE;
    const tools = surface.tools.filter(({ name }) => !hidden.has(name));
    // What nobody approved is known to those who decide alone.
    const heldTools = server.heldTools.filter(
      ({ name, departure }) =>
        !hidden.has(name) &&
        (departure !== 'added' || concerns(caller, server)),
    );
    return {
      ...summary,
      ...(gatewayPublicUrl && {
        endpoint: `${gatewayPublicUrl}/servers/${server.namespace}/${server.name}/mcp`,
      }),
      alias: await findAlias(knex, server.id),
      ...(approved && {
        approvedRevision: await revisions.one(
          withoutTools(approved, hidden),
          server,
        ),
        ...(surface.known && { toolCount: tools.length }),
      }),
      ...(pending && { pendingRevision: await revisions.one(pending, server) }),
      // Tools that nobody approved are shown to those who decide about them, and to nobody else.
      toolSurface: {
        ...surface,
        tools: await this.#tokens.price(tools),
      },
      ...(heldTools.length > 0 && { heldTools }),
      ...(await presentConditions(knex, {
        ...{ caller, server, hidden },
        withLifts: concerns(caller, server),
      })),
      ...(mayChangeConditions(caller, server) && { mayChangeConditions: true }),
      usualWaitSeconds: await usualWaitSeconds(knex, server.id),
    };
  }
}

function summaryOf(
  caller: Caller,
  server: ServerRecord,
  its: {
    isOutside: boolean;
    surface?: ToolSurface;
    refused?: ConditionsRefuse;
    endOfLife?: Summary['endOfLife'];
    stop?: Summary['access']['stop'];
    grant?: GrantRecord;
    request?: PendingRequest;
  },
): Summary {
  const { surface, endOfLife, isOutside: outsideCompany, ...mine } = its;
  const { display, facts } = server;
  const runnable = runnableOf(facts, surface);
  const isServed = SERVED_STATUSES.includes(server.status);
  // From its second on, whether the registry has written it down or not.
  const isOver = isServed && mine.refused === 'over';
  return {
    serverId: server.id,
    serverRef: server.serverRef,
    namespace: server.namespace,
    name: server.name,
    title: display.title,
    description: display.description,
    owner: facts.owner,
    ownerTitle: server.ownerTitle,
    system: display.system,
    lifecycle: display.lifecycle,
    status: isOver ? 'suspended' : server.status,
    statusReason: isOver
      ? APPROVAL_IS_OVER
      : server.statusReason ?? driftText(server),
    ...(endOfLife && { endOfLife }),
    riskTier: facts.riskTier,
    dataClassification: facts.dataClassification,
    tags: display.tags,
    compliance: facts.compliance,
    reaches: facts.reaches,
    runnable,
    access: {
      state: accessState({
        served: isServed && !isOver && runnable.ok,
        ...mine,
      }),
      grantId: mine.grant?.id,
      requestId: mine.request?.id,
      tools: mine.grant?.tools,
      expiresAt: mine.grant?.expiresAt,
      ...(mine.stop && { stop: mine.stop }),
    },
    ...(outsideCompany && { outsideCompany }),
    toolCount: server.toolCount,
    isPartHeldBack: server.heldTools.some(
      ({ departure }) => departure !== 'added',
    ),
    iDecide: isOwnerSide(caller, server),
    exampleData: server.exampleData,
  };
}

/** Whether calls leave the company, by what is approved; before the first approval by what the entity says. */
function isOutside(
  { facts }: ServerRecord,
  companyDomains: readonly string[],
): boolean {
  const url = facts.upstream && URL.parse(facts.upstream.url);
  return url ? whereIs(url.hostname, companyDomains) === 'outside' : false;
}

/** The grant that counts: one that is not stopped, if there is any. */
function grantOf(
  server: ServerRecord,
  all: readonly GrantRecord[],
  standing: Standing,
): { stop?: Summary['access']['stop']; grant?: GrantRecord } {
  const grants = all.filter(({ serverId }) => serverId === server.id);
  const usable = grants.find(grant => !standing.stopOfGrant(grant));
  return {
    stop: standing.stopOf(server) ?? stopOfGrants(grants, standing),
    grant: usable ?? grants[0],
  };
}

/** Whether the caller may narrow, and ask to lift: whoever answers for it or reviews. The policy of the portal is asked when they do. */
function mayChangeConditions(caller: Caller, server: ServerRecord): boolean {
  return (
    server.approvedDigest !== undefined &&
    server.current &&
    !server.life.retired &&
    (caller.isApprover || isOwnerSide(caller, server))
  );
}

function accessState(options: {
  served: boolean;
  refused?: ConditionsRefuse;
  stop?: Summary['access']['stop'];
  grant?: GrantRecord;
  request?: PendingRequest;
}): RegistrySchemas['MyAccess']['state'] {
  if (!options.served) {
    return 'not-served';
  }
  if (options.stop) {
    return 'stopped';
  }
  if (options.refused) {
    return 'not-covered';
  }
  if (options.grant) {
    return 'granted';
  }
  return options.request ? 'pending' : 'none';
}

function driftText(server: ServerRecord): string | undefined {
  if (server.drift.length === 0 || server.life.retired) {
    return undefined;
  }
  const changed = `The catalog entry differs from what was approved (${server.drift.join(
    ', ',
  )}).`;
  return server.life.pending
    ? `${changed} A new revision waits for review.`
    : `${changed} What was approved counts until a new revision is submitted and approved.`;
}
