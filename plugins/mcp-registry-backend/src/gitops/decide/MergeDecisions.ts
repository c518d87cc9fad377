import {
  type ChangeOutcome,
  effectiveRisk,
  nextRevisionState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { alignConsents } from '../../approvals/alignConsents';
import { consentIn } from '../../approvals/consentIn';
import { sidesOf } from '../../approvals/consentSides';
import type { ConsentRecord } from '../../approvals/ConsentStore';
import { putInForce } from '../../approvals/putInForce';
import type { RevisionGate } from '../../checks/RevisionGate';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { touchServer } from '../../feed/FeedStore';
import type { FreshSignInRule } from '../../fresh-sign-in/FreshSignInRule';
import {
  findRevision,
  type RevisionRecord,
  updateRevision,
} from '../../revisions/RevisionStore';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServerById } from '../../servers/ServerStore';
import type { Decider } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import { addHistory } from '../../service/HistoryStore';
import type { Notifier } from '../../service/Notifier';
import type { MergeDecides } from '../settings/GitOpsSettings';
import { hasUnexplainedTools } from './hasUnexplainedTools';
import { type WeighedChange, weighEvidence } from './weighEvidence';

/** The changes that a revision consists of, and what people are told of them. */
export interface MergedChanges {
  readonly changes: readonly WeighedChange[];
  readonly reason: string;
  readonly details: Record<string, unknown>;
}

interface Found {
  server: ServerRecord;
  revision: RevisionRecord;
  approved?: RevisionRecord;
}

/**
 * Decides by merges, where the company says that they do. It asks for all that a decision in the portal asks for: checks, sides, a fresh
 * sign-in where the risk wants one. What it cannot decide waits in the inbox.
 */
export class MergeDecisions {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    gate: Pick<RevisionGate, 'require'>;
    freshSignIn: FreshSignInRule;
    notifier: Notifier;
    mergeDecides: MergeDecides;
  }): MergeDecisions {
    return new MergeDecisions(options);
  }

  readonly #options: Parameters<typeof MergeDecisions.create>[0];

  private constructor(options: Parameters<typeof MergeDecisions.create>[0]) {
    this.#options = options;
  }

  async decide(digest: string, merged: MergedChanges): Promise<ChangeOutcome> {
    const { database, notifier } = this.#options;
    const result = await database.change(
      async tx => await this.#decideIn(tx, digest, merged),
    );
    if (typeof result === 'string') return result;
    await notifier.revisionDecided(result.revision, result.server);
    return 'approved';
  }

  async #decideIn(
    tx: Knex.Transaction,
    digest: string,
    merged: MergedChanges,
  ): Promise<
    ChangeOutcome | { revision: RevisionRecord; server: ServerRecord }
  > {
    const found = await findPending(tx, digest);
    if (!found) return 'decided-in-portal';
    const { server, revision, approved } = found;
    const { tier } = effectiveRisk(revision.snapshot, approved?.facts.riskTier);
    const needed = this.#options.mergeDecides[tier];
    if (needed === undefined) return 'waits-portal';
    if (revision.toolSurface.outcome === 'fail') return 'waits-checks';
    if (hasUnexplainedTools(approved, revision)) return 'waits-tools';
    const consents = await alignConsents(tx, { revision, server });
    const weight = weighEvidence(merged.changes, {
      needed,
      // Whoever put it up, here in the portal too, decides as little as its authors.
      speaks: person =>
        person.userEntityRef !== revision.submittedBy &&
        (person.isApprover || sidesOf(person, consents).length > 0),
    });
    if ('waits' in weight) return weight.waits;
    const { deciders } = weight;
    if (!this.#isFreshEnough(deciders[0], [tier])) return 'waits-fresh-sign-in';
    if (!(await this.#isOpen(tx, found))) return 'waits-checks';
    const at = this.#options.clock.now().toISOString();
    if (!haveAllSides(consents, deciders)) return 'waits-sides';
    await giveConsents(tx, { revision, consents, deciders, at });
    await approve(tx, { found, merged, deciders, at });
    return await mustFind(tx, digest);
  }

  #isFreshEnough(
    decider: Decider,
    tiers: Parameters<FreshSignInRule['require']>[1],
  ): boolean {
    try {
      this.#options.freshSignIn.require(decider, tiers);
      return true;
    } catch {
      return false;
    }
  }

  async #isOpen(tx: Knex, about: Found): Promise<boolean> {
    try {
      await this.#options.gate.require(tx, about);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== 'revision.held') throw error;
      return false;
    }
  }
}

/** Each side by somebody of its own: nobody speaks for two. */
function haveAllSides(
  consents: readonly ConsentRecord[],
  deciders: readonly Decider[],
): boolean {
  return assignSides(consents, deciders) !== undefined;
}

function assignSides(
  consents: readonly ConsentRecord[],
  deciders: readonly Decider[],
): Map<ConsentRecord, Decider> | undefined {
  const missing = consents.filter(({ given }) => !given);
  const gave = new Set(consents.flatMap(({ given }) => given?.by ?? []));
  const assigned = new Map<ConsentRecord, Decider>();
  for (const consent of missing) {
    const speaker = deciders.find(
      person =>
        sidesOf(person, [consent]).includes(consent.side) &&
        !gave.has(person.userEntityRef),
    );
    if (!speaker) return undefined;
    gave.add(speaker.userEntityRef);
    assigned.set(consent, speaker);
  }
  return assigned;
}

async function giveConsents(
  tx: Knex.Transaction,
  options: {
    revision: RevisionRecord;
    consents: ConsentRecord[];
    deciders: readonly Decider[];
    at: string;
  },
): Promise<void> {
  const { revision, consents, deciders, at } = options;
  const assigned = assignSides(consents, deciders) ?? new Map();
  const current = [...consents];
  for (const [consent, caller] of assigned) {
    await consentIn(tx, {
      ...{ caller, revision, at, side: consent.side },
      consents: current,
    });
    current[current.indexOf(consent)] = {
      ...consent,
      given: { by: caller.userEntityRef, at },
    };
  }
}

async function approve(
  tx: Knex.Transaction,
  options: {
    found: Found;
    merged: MergedChanges;
    deciders: readonly Decider[];
    at: string;
  },
): Promise<void> {
  const { found, merged, deciders, at } = options;
  const { server, revision } = found;
  const next = nextRevisionState(revision.state, 'approve');
  const by = deciders[0].userEntityRef;
  const written =
    next.ok &&
    (await updateRevision(tx, {
      ...{ digest: revision.digest, from: 'submitted' },
      columns: {
        ...{ state: next.state, decided_by: by, decided_at: at },
        ...{ reason: merged.reason, proposal: null },
      },
    }));
  if (!written) throw new Error(`${revision.digest} was decided meanwhile`);
  await addHistory(tx, {
    ...{ kind: 'revision', id: revision.digest, at, by },
    ...{ event: 'approved', reason: merged.reason },
    details: {
      ...merged.details,
      reviewers: deciders.map(({ userEntityRef }) => userEntityRef),
    },
  });
  await putInForce(tx, {
    ...{ server, revision, at, event: 'approve' },
    caller: deciders[0],
  });
  await touchServer(tx, server.id);
}

async function findPending(
  tx: Knex.Transaction,
  digest: string,
): Promise<Found | undefined> {
  const { server, revision } = await mustFind(tx, digest);
  const isPending =
    revision.state === 'submitted' &&
    server.pendingDigest === digest &&
    server.current &&
    !server.life.retired;
  if (!isPending) return undefined;
  const approved = server.approvedDigest
    ? await findRevision(tx, server.approvedDigest)
    : undefined;
  return { server, revision, approved };
}

async function mustFind(
  tx: Knex,
  digest: string,
): Promise<{ revision: RevisionRecord; server: ServerRecord }> {
  const revision = await findRevision(tx, digest);
  const server = revision && (await findServerById(tx, revision.serverId));
  if (!revision || !server) throw new Error(`${digest} is gone`);
  return { revision, server };
}
