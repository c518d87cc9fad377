import {
  ANSWERABLE_REVIEW_STATES,
  grantStateAt,
  proposeReview,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type GrantRecord,
  type GrantRow,
  toGrantRecord,
} from '../access/GrantStore';
import { findRevisions, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServersById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import type { RememberedUse, UseReader } from './GrantUseReader';
import { roleInReview } from './roleInReview';
import {
  type CampaignRecord,
  findCampaigns,
  type ReviewItemRecord,
} from './ReviewStore';
import { useOf } from './useOf';

type Shown = RegistrySchemas['ReviewItem'];

/** Shows questions with what is known of the use, and the answer that is proposed for it. */
export class ReviewPresenter {
  static create(options: {
    knex: Knex;
    clock: Clock;
    uses: UseReader;
  }): ReviewPresenter {
    return new ReviewPresenter(options);
  }

  readonly #options: Parameters<typeof ReviewPresenter.create>[0];

  private constructor(options: Parameters<typeof ReviewPresenter.create>[0]) {
    this.#options = options;
  }

  async many(
    caller: Caller,
    items: readonly ReviewItemRecord[],
  ): Promise<Shown[]> {
    const { knex, uses } = this.#options;
    const campaigns = await findCampaigns(
      knex,
      items.map(({ campaignId }) => campaignId),
    );
    const servers = await findServersById(
      knex,
      items.map(({ serverId }) => serverId),
    );
    const approved = await findRevisions(
      knex,
      [...servers.values()].flatMap(server => server.approvedDigest ?? []),
    );
    const rows: GrantRow[] = await knex('grants').whereIn(
      'id',
      items.flatMap(({ grantId }) => grantId ?? []),
    );
    const grants = new Map(rows.map(row => [row.id, toGrantRecord(row)]));
    const asked = items.filter(isAnswerable);
    const remembered = asked.some(({ grantId }) => grantId)
      ? await uses.read(asked.flatMap(({ grantId }) => grantId ?? []))
      : undefined;
    return items.flatMap(item => {
      const campaign = campaigns.get(item.campaignId);
      const server = servers.get(item.serverId);
      const grant = grants.get(item.grantId ?? '');
      if (!campaign || !server) return [];
      return [
        this.#show(caller, {
          ...{ item, campaign, server, grant, remembered },
          revision: approved.get(server.approvedDigest ?? ''),
        }),
      ];
    });
  }

  #show(
    caller: Caller,
    options: {
      item: ReviewItemRecord;
      campaign: CampaignRecord;
      server: ServerRecord;
      grant?: GrantRecord;
      revision?: RevisionRecord;
      remembered: RememberedUse | undefined;
    },
  ): Shown {
    const { item, campaign, server, grant, revision, remembered } = options;
    const now = this.#options.clock.now();
    const surface = revision?.toolSurface;
    const use = grant
      ? item.useSeen ?? useOf(grant, { remembered, now })
      : undefined;
    return {
      id: item.id,
      kind: item.kind,
      campaignId: item.campaignId,
      state: item.state,
      riskTier: campaign.riskTier,
      serverRef: server.serverRef,
      serverTitle: server.display.title,
      owner: server.facts.owner,
      createdAt: item.createdAt,
      answerBy: campaign.suspendAt,
      canAnswer:
        isAnswerable(item) &&
        roleInReview(caller, { item, campaign, server, grant }) === 'decides',
      ...(grant && {
        grant: {
          id: grant.id,
          subject: grant.subject,
          purpose: grant.purpose,
          tools: item.toolsBefore ?? grant.tools,
          state: grantStateAt(grant, now),
          createdAt: grant.createdAt,
          expiresAt: grant.expiresAt,
          grantedBy: grant.grantedBy,
        },
      }),
      ...(grant &&
        surface?.known && {
          coveredTools: surface.tools
            .map(({ name }) => name)
            .filter(
              name =>
                grant.tools.kind === 'all' || grant.tools.names.includes(name),
            ),
        }),
      ...(use && { use }),
      ...(use &&
        grant &&
        isAnswerable(item) && {
          proposed: proposeReview({
            ...{ tools: grant.tools, createdAt: grant.createdAt, use, now },
            ...(surface?.known && {
              approved: surface.tools.map(({ name }) => name),
            }),
          }),
        }),
      decidedAt: item.decidedAt,
      decidedBy: item.decidedBy,
      reason: item.reason,
      toolsAfter: item.toolsAfter,
      agentProposal: item.proposal,
    };
  }
}

function isAnswerable(item: ReviewItemRecord): boolean {
  return (ANSWERABLE_REVIEW_STATES as readonly string[]).includes(item.state);
}
