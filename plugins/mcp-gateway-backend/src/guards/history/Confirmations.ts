import { randomUUID } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Clock } from '../../access/Clock';
import { idOf } from '../../authorization-server/idOf';
import { type ConfirmLinks, LINK_ENDED } from './ConfirmLinks';
import type { ConfirmationRow, ConfirmationStore } from './ConfirmationStore';
import { confirmationScope } from './confirmationScope';
import type { ApprovalRule } from './historyRuleSchema';
import type { HistoryRules } from './HistoryRules';

/** What the page shows of what is asked. */
export interface AskedInfo {
  rule: { id: string; title: string };
  serverRef: string;
  name: string;
  isTool: boolean;
  covers: ApprovalRule['covers'];
  validMinutes: number;
  /** As it calls itself. */
  application?: string;
  /** What its token was made for: whoever made it said so. */
  tokenFor?: string;
  actorRef?: string;
  sessionStartedAt?: string;
  expiresAt: string;
}

/** What a person said, as they may see it. */
export interface ConfirmationInfo {
  id: string;
  rule: { id: string; title: string };
  serverRef: string;
  name?: string;
  application?: string;
  actorRef?: string;
  decision: 'approve' | 'deny';
  decidedAt: string;
  expiresAt: string;
}

/** People's own word on calls that need it: given in the portal, by themselves, one kind of call in one session. */
export class Confirmations {
  static create(options: {
    rules: Pick<HistoryRules, 'find'>;
    links: ConfirmLinks;
    store: ConfirmationStore;
    /** What a token was made for, where the gateway made it. */
    clientOf: (tokenId: string) => Promise<string | undefined>;
    clock: Clock;
  }): Confirmations {
    return new Confirmations(options);
  }

  readonly #options: Parameters<typeof Confirmations.create>[0];

  private constructor(options: Parameters<typeof Confirmations.create>[0]) {
    this.#options = options;
  }

  /** What a link asks the person. */
  async read(ticket: string, userRef: string): Promise<AskedInfo> {
    const { asked, expiresAt, rule } = await this.#open(ticket, userRef);
    const tokenFor = await this.#options.clientOf(asked.tokenId);
    const { serverRef, name, isTool, application, actorRef, startedAt } = asked;
    const { id, title, covers, validMinutes } = rule;
    return {
      rule: { id, title },
      ...{ serverRef, name, isTool, covers, validMinutes },
      ...(application !== undefined && { application }),
      ...(tokenFor !== undefined && { tokenFor }),
      ...(actorRef !== undefined && { actorRef }),
      ...(startedAt !== undefined && {
        sessionStartedAt: new Date(startedAt).toISOString(),
      }),
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  /** The person's answer. A link takes one. */
  async decide(options: {
    ticket: string;
    userRef: string;
    decision: 'approve' | 'deny';
  }): Promise<ConfirmationInfo> {
    const { ticket, userRef, decision } = options;
    const { store, clock } = this.#options;
    const link = await this.#open(ticket, userRef);
    const { asked, rule } = link;
    const now = clock.now();
    const row: ConfirmationRow = {
      id: randomUUID(),
      scope: confirmationScope(rule, asked),
      user_ref: userRef,
      rule_id: rule.id,
      rule_title: rule.title,
      server_ref: asked.serverRef,
      name: rule.covers === 'tool' ? asked.name : null,
      application: asked.application ?? null,
      actor_ref: asked.actorRef ?? null,
      decision,
      decided_at: now,
      expires_at: now + rule.validMinutes * 60_000,
    };
    const { id, expiresAt } = link;
    const isKept = await store.add(row, { hash: idOf(id), expiresAt });
    if (!isKept) throw new ConflictError('This link was used already');
    return toInfo(row);
  }

  /** What a person said that still holds, newest first. */
  async list(userRef: string): Promise<ConfirmationInfo[]> {
    const { store, clock } = this.#options;
    return (await store.listOf(userRef, clock.now())).map(toInfo);
  }

  /** Takes a word back: the next such call asks again, on every replica. */
  async revoke(options: { id: string; userRef: string }): Promise<void> {
    const { id, userRef } = options;
    if (!(await this.#options.store.delete(id, userRef))) {
      // Whether somebody else has one is nobody's business.
      throw new NotFoundError('You have no such confirmation');
    }
  }

  async #open(ticket: string, userRef: string) {
    const { links, rules, store } = this.#options;
    const link = await links.open(ticket, userRef);
    const rule = rules.find(link.asked.ruleId);
    if (rule?.kind !== 'approval' || (await store.isUsed(idOf(link.id)))) {
      throw new NotFoundError(LINK_ENDED);
    }
    return { ...link, rule };
  }
}

function toInfo(row: ConfirmationRow): ConfirmationInfo {
  return {
    id: row.id,
    rule: { id: row.rule_id, title: row.rule_title },
    serverRef: row.server_ref,
    ...(row.name !== null && { name: row.name }),
    ...(row.application !== null && { application: row.application }),
    ...(row.actor_ref !== null && { actorRef: row.actor_ref }),
    decision: row.decision,
    decidedAt: new Date(Number(row.decided_at)).toISOString(),
    expiresAt: new Date(Number(row.expires_at)).toISOString(),
  };
}
