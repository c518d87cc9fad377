import {
  nextReviewItemState,
  type ReviewAnswer,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findGrant, type GrantRecord } from '../access/GrantStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import { registryError } from '../service/registryError';
import {
  type CampaignRecord,
  findCampaigns,
  findReviewItem,
  type ReviewItemRecord,
} from './ReviewStore';
import { roleInReview } from './roleInReview';

/** A question of a review, and what it is about. */
export interface AskedAbout {
  item: ReviewItemRecord;
  campaign: CampaignRecord;
  server: ServerRecord;
  grant?: GrantRecord;
}

/** @throws unless the caller may answer; to strangers there is no such question. */
export function requireRole(caller: Caller, found: AskedAbout): void {
  switch (roleInReview(caller, found)) {
    case 'decides':
      return;
    case 'own':
      throw registryError('review.own');
    case 'concerned':
      throw registryError('review.not-yours');
    default:
      throw registryError('review.not-found');
  }
}

/** Where the answer leads. @throws where it leads nowhere. */
export function stateAfter(
  item: ReviewItemRecord,
  answer: ReviewAnswer,
): ReviewItemRecord['state'] {
  if (item.kind === 'server' && answer === 'narrow') {
    throw registryError('review.answer-invalid');
  }
  const next = nextReviewItemState(item.state, answer);
  if (!next.ok) throw registryError('review.over', next.reason);
  return next.state;
}

/** Finds a question with all that it is about. */
export async function findAskedAbout(
  knex: Knex,
  id: string,
): Promise<AskedAbout | undefined> {
  const item = await findReviewItem(knex, id);
  const campaign =
    item && (await findCampaigns(knex, [item.campaignId])).get(item.campaignId);
  const server = item && (await findServerById(knex, item.serverId));
  const grant = item?.grantId ? await findGrant(knex, item.grantId) : undefined;
  return item && campaign && server && { item, campaign, server, grant };
}
