import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import { forEachBounded } from '../access/forEachBounded';
import type { CallRecord } from '../evidence/types';
import { CedarPolicies } from '../pipeline/policies/CedarPolicies';
import type { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import type { CallReader } from '../service/CallReader';
import { compareCall } from './compareCall';
import { digestOf } from './digestOf';
import { ReplayTally, type ReplayChange } from './ReplayTally';
import { sourceName, sourceOf } from './sourceOf';
import type { PolicyDraft } from './types';

const BATCH = 200;
const LOOK_UPS = 8;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a change of policies would have done to some recorded calls. */
export interface ReplayedBatch {
  /** How many were looked at. */
  calls: number;
  changes: ReplayChange[];
  /** Absent: these were the last. */
  nextCursor?: string;
}

/**
 * Decides recorded calls again, with a change and without it, batch by batch, newest first: nothing runs on when nobody asks
 * for the next. Groups, tools and risk are those of today; what the record lacks makes the answer unknown.
 */
export class PolicyReplay {
  static create(options: {
    calls: CallReader;
    directory: Pick<AccessDirectory, 'get'>;
    membership: MembershipResolver;
    company: Pick<CompanyPolicies, 'inForce'>;
    now: () => number;
  }): PolicyReplay {
    return new PolicyReplay(options);
  }

  readonly #options: Parameters<typeof PolicyReplay.create>[0];
  /** A replay asks for one set again and again. */
  readonly #changed = new LRUCache<string, CedarPolicies>({
    max: 2,
    dispose: policies => policies.release(),
  });

  private constructor(options: Parameters<typeof PolicyReplay.create>[0]) {
    this.#options = options;
  }

  async batch(options: {
    name: string;
    draft: Pick<PolicyDraft, 'mode' | 'text'>;
    days: number;
    cursor?: string;
  }): Promise<ReplayedBatch> {
    const { days, cursor } = options;
    const { calls, directory, company, now } = this.#options;
    const page = await calls.list({
      since: new Date(now() - days * DAY_MS).toISOString(),
      limit: BATCH,
      ...(cursor !== undefined && { cursor }),
    });
    const people = await this.#peopleOf(page.items);
    const after = await this.#changedBy(options);
    // From here on nothing waits: no set is given up meanwhile.
    const before = company.inForce.policies;
    const tally = new ReplayTally();
    for (const call of before ? page.items : []) {
      if (call.user === undefined || !wasDecidedByPolicies(call)) continue;
      const change = compareCall({
        call,
        principal: people.get(call.user),
        document: call.serverRef ? directory.get(call.serverRef) : undefined,
        before,
        after,
      });
      if (change) tally.add(call, change);
    }
    return {
      calls: page.items.length,
      changes: tally.changes,
      ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
    };
  }

  async #peopleOf(
    calls: readonly CallRecord[],
  ): Promise<Map<string, Principal>> {
    const people = new Map<string, Principal>();
    const refs = new Set(calls.flatMap(({ user }) => user ?? []));
    await forEachBounded([...refs], LOOK_UPS, async ref => {
      const found = await this.#options.membership.resolve(ref);
      if (found) people.set(ref, found);
    });
    return people;
  }

  async #changedBy(options: {
    name: string;
    draft: Pick<PolicyDraft, 'mode' | 'text'>;
  }): Promise<CedarPolicies> {
    const { name, draft } = options;
    const { policies, sources } = this.#options.company.inForce;
    const key = `${policies?.version} ${digestOf(name, {
      ...draft,
      cases: [],
    })}`;
    let changed = this.#changed.get(key);
    if (!changed) {
      changed = await CedarPolicies.create([
        ...sources.filter(source => source.name !== sourceName(name)),
        ...sourceOf(name, draft),
      ]);
      this.#changed.set(key, changed);
    }
    return changed;
  }
}

/** Refused before policies were asked: no policy changes that. */
function wasDecidedByPolicies({ decision, reason }: CallRecord): boolean {
  return decision === 'allow' || reason.startsWith('policy.');
}
