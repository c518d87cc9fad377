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
import { isOwnerSide } from '../approvals/approvers';
import type { EndOfLifePresenter } from '../lifecycle/EndOfLifePresenter';
import type { HiddenTools } from '../hiding/HiddenTools';
import { withoutTools } from '../hiding/withoutTools';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import { findRevisions } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
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
    const endOfLifeOf = await this.#options.endsOfLife.of(caller, servers);
    return servers.map(server =>
      summaryOf(caller, server, {
        isOutside: isOutside(server, this.#options.companyDomains),
        surface: surfaces(server),
        endOfLife: endOfLifeOf(server),
        grant: grants.find(grant => grant.serverId === server.id),
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
    endOfLife?: Summary['endOfLife'];
    grant?: GrantRecord;
    request?: PendingRequest;
  },
): Summary {
  const { surface, endOfLife, isOutside: outsideCompany, ...mine } = its;
  const { display, facts } = server;
  const runnable = runnableOf(facts, surface);
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
    status: server.status,
    statusReason: server.statusReason ?? driftText(server),
    ...(endOfLife && { endOfLife }),
    riskTier: facts.riskTier,
    dataClassification: facts.dataClassification,
    tags: display.tags,
    compliance: facts.compliance,
    reaches: facts.reaches,
    runnable,
    access: {
      state: accessState({
        served: SERVED_STATUSES.includes(server.status) && runnable.ok,
        ...mine,
      }),
      grantId: mine.grant?.id,
      requestId: mine.request?.id,
      tools: mine.grant?.tools,
      expiresAt: mine.grant?.expiresAt,
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

function accessState(options: {
  served: boolean;
  grant?: GrantRecord;
  request?: PendingRequest;
}): RegistrySchemas['MyAccess']['state'] {
  if (!options.served) {
    return 'not-served';
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
