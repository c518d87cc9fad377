import type { GrantRecord } from '../access/GrantStore';
import type { EmergencyReviewRecord } from '../emergency/EmergencyReviewStore';
import type { Notifier } from '../service/Notifier';
import type { ServerRecord } from '../servers/ServerRecord';
import type { CampaignRecord, ReviewItemRecord } from './ReviewStore';

const REVIEWS = '/ai-tools/approvals?tab=reviews';
const MY_ACCESS = '/ai-tools/my-access';

/** How urgent a word about waiting reviews is. */
export type ReviewStage = 'opened' | 'reminded' | 'escalated';

/** What people are told about reviews of access, about its end and about emergencies. */
export class ReviewNotifier {
  static create(options: {
    notifier: Pick<Notifier, 'tell'>;
    approverGroups: string[];
  }): ReviewNotifier {
    return new ReviewNotifier(options);
  }

  readonly #options: Parameters<typeof ReviewNotifier.create>[0];

  private constructor(options: Parameters<typeof ReviewNotifier.create>[0]) {
    this.#options = options;
  }

  /** The review team. */
  get approverGroups(): string[] {
    return this.#options.approverGroups;
  }

  async grantEnds(options: {
    grant: GrantRecord;
    server: ServerRecord;
    notice: 'day' | 'hour';
  }): Promise<void> {
    const { grant, server, notice } = options;
    await this.#options.notifier.tell({
      to: [...new Set([grant.subject, grant.requestedBy])],
      title: `Your access to ${server.display.title} ends in ${
        notice === 'day' ? 'a day' : 'an hour'
      }`,
      description: 'Do you still need it? Extend it with one click.',
      link: MY_ACCESS,
      scope: `mcp-grant-end:${grant.id}:${notice}`,
      severity: notice === 'hour' ? 'high' : 'normal',
    });
  }

  async reviewsWait(options: {
    to: string[];
    count: number;
    stage: ReviewStage;
    campaign: CampaignRecord;
  }): Promise<void> {
    const { to, count, stage, campaign } = options;
    const what = count === 1 ? 'One question' : `${count} questions`;
    const titles = {
      opened: `${what} about access to your servers`,
      reminded: `${what} about access to your servers still wait`,
      escalated: `${what} about access wait for you: their owner did not answer`,
    };
    await this.#options.notifier.tell({
      to,
      title: titles[stage],
      description: `Without an answer access is suspended on ${campaign.suspendAt.slice(
        0,
        10,
      )}.`,
      link: REVIEWS,
      scope: `mcp-review:${campaign.id}:${stage}:${to.join(',')}`.slice(0, 250),
      severity: stage === 'opened' ? 'normal' : 'high',
    });
  }

  /** Nobody answered in time. */
  async reviewSuspended(options: {
    item: ReviewItemRecord;
    server: ServerRecord;
    grant?: GrantRecord;
  }): Promise<void> {
    const { item, server, grant } = options;
    const { title } = server.display;
    await this.#options.notifier.tell({
      to: [
        ...new Set(
          grant
            ? [grant.subject, server.facts.owner]
            : [server.facts.owner, ...this.#options.approverGroups],
        ),
      ],
      title: grant
        ? `Access to ${title} is suspended`
        : `${title} is suspended: its owner did not answer for it`,
      description:
        'A review of it was not answered in time. An answer brings it back.',
      link: grant ? MY_ACCESS : REVIEWS,
      scope: `mcp-review-item:${item.id}`,
      severity: 'high',
    });
  }

  async reviewNarrowed(options: {
    grant: GrantRecord;
    server: ServerRecord;
    by: string;
    tools: number;
  }): Promise<void> {
    const { grant, server, by, tools } = options;
    await this.#options.notifier.tell({
      to: grant.subject,
      except: by,
      title: `Your access to ${server.display.title} covers less now`,
      description: `It was reviewed: ${tools} tools that are used stay. Ask for more where you need it.`,
      link: MY_ACCESS,
      scope: `mcp-grant:${grant.id}`,
    });
  }

  async emergencyTaken(options: {
    review: EmergencyReviewRecord;
    server: ServerRecord;
    minutes: number;
    tell: string[];
  }): Promise<void> {
    const { review, server, minutes, tell } = options;
    await this.#options.notifier.tell({
      to: [
        ...new Set([
          server.facts.owner,
          ...this.#options.approverGroups,
          ...tell,
        ]),
      ],
      except: review.takenBy,
      title: `Emergency access to ${server.display.title} was taken`,
      description: `${review.takenBy}, for ${minutes} minutes: ${review.reason}`,
      link: REVIEWS,
      scope: `mcp-emergency:${review.id}`,
      severity: 'critical',
    });
  }

  async emergencyWaits(options: {
    review: EmergencyReviewRecord;
    server: ServerRecord;
    stage: 'reminded' | 'escalated';
  }): Promise<void> {
    const { review, server, stage } = options;
    const first = [server.facts.owner, ...review.closers];
    await this.#options.notifier.tell({
      to: [
        ...new Set(
          stage === 'reminded'
            ? first
            : [...first, ...this.#options.approverGroups, ...review.escalateTo],
        ),
      ],
      except: review.takenBy,
      title: `Emergency access to ${server.display.title} was not reviewed yet`,
      description: review.reason,
      link: REVIEWS,
      scope: `mcp-emergency:${review.id}:${stage}`,
      severity: 'high',
    });
  }

  async emergencyClosed(
    review: EmergencyReviewRecord,
    server: ServerRecord,
  ): Promise<void> {
    await this.#options.notifier.tell({
      to: [
        ...new Set([
          review.takenBy,
          server.facts.owner,
          ...this.#options.approverGroups,
        ]),
      ],
      except: review.closedBy,
      title:
        review.state === 'justified'
          ? `Emergency access to ${server.display.title} was justified`
          : `Emergency access to ${server.display.title} was not justified`,
      description: review.note,
      link: REVIEWS,
      scope: `mcp-emergency:${review.id}:closed`,
      severity: review.state === 'justified' ? 'normal' : 'high',
    });
  }
}
