import {
  computeRevisionDigest,
  mcpServerSubmitPermission,
  nameRevision,
  nextRevisionState,
  nextServerLife,
  type RegistrySchemas,
  type RevisionFormula,
  type RevisionSnapshot,
  revisionSnapshotSchema,
  snapshotToolSurface,
  type ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { alignConsents } from '../approvals/alignConsents';
import { isOwnerSide } from '../approvals/approvers';
import { type ConsentRecord, replaceConsents } from '../approvals/ConsentStore';
import { voidReviews } from '../approvals/reviews/ReviewStore';
import type { CheckWorker } from '../checks/CheckWorker';
import type { InstalledContents } from '../checks/contents/sbom/InstalledContents';
import type { InstalledContent } from '../checks/contents/sbom/writeCycloneDx';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { HeldTool } from '../drift/HeldTool';
import { liveSurface } from '../drift/liveSurface';
import { GATEWAY_REF, mayPropose, noteOf } from '../drift/mayPropose';
import { touchServer } from '../feed/FeedStore';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { CatalogSync } from '../servers/CatalogSync';
import type { ReachedSystems } from '../servers/ReachedSystems';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerFacts, ServerRecord } from '../servers/ServerRecord';
import { findServerById, updateServer } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { findUnanswered, supersedeDrafts } from './answers';
import type { Prober } from './GatewayProber';
import type { RevisionPresenter } from './RevisionPresenter';
import {
  findRevision,
  findRevisions,
  insertRevision,
  nextRevisionNumber,
  type RevisionRecord,
  updateRevision,
} from './RevisionStore';

interface Candidate {
  server: ServerRecord;
  snapshot: RevisionSnapshot;
  surface: ToolSurface;
  /** What a probe found installed. */
  contents?: readonly InstalledContent[];
  digest: string;
  submittedBy: string;
  by: Pick<Caller, 'userEntityRef' | 'actor'>;
  event: 'submitted' | 'probed' | 'drifted' | 'drafted';
  note?: string;
  exampleData: boolean;
}

/** Takes revisions of servers and puts them up for review. */
export class SubmissionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    sync: CatalogSync;
    reached: Pick<ReachedSystems, 'learn'>;
    prober: Prober;
    notifier: Notifier;
    presenter: RevisionPresenter;
    checks: Pick<CheckWorker, 'begin'>;
    contents: Pick<InstalledContents, 'keep' | 'copy'>;
    /** By which formulas revisions are named, the current one first. */
    formulas?: readonly RevisionFormula[];
  }): SubmissionService {
    return new SubmissionService(options);
  }

  readonly #options: Parameters<typeof SubmissionService.create>[0];

  private constructor(options: Parameters<typeof SubmissionService.create>[0]) {
    this.#options = options;
  }

  /** Takes a revision of the server as its entity is now, probes it and submits it. */
  async submit(
    caller: Caller,
    options: { serverRef: string; note?: string; exampleData?: boolean },
  ): Promise<RegistrySchemas['Revision']> {
    const { policy } = this.#options;
    const server = await this.#requireConcerned(caller, options.serverRef, {
      fresh: true,
    });
    await policy.require(caller, mcpServerSubmitPermission);
    const revision = await this.submitServer(caller, { server, ...options });
    return await this.#options.presenter.one(revision, server);
  }

  /** The same as it would be submitted, probed and checked, for those who own it: nobody is asked, and nobody can decide about it. */
  async draft(
    caller: Caller,
    options: { serverRef: string; note?: string },
  ): Promise<RegistrySchemas['Revision']> {
    const { policy, presenter } = this.#options;
    const server = await this.#requireConcerned(caller, options.serverRef, {
      fresh: true,
    });
    await policy.require(caller, mcpServerSubmitPermission);
    const revision = await this.#put({
      ...(await this.#learn(server, server.liveFacts)),
      server,
      submittedBy: caller.userEntityRef,
      by: caller,
      event: 'drafted',
      note: options.note,
      exampleData: false,
    });
    return await presenter.one(revision, server);
  }

  /** The same for a server that was just registered. */
  async submitServer(
    caller: Pick<Caller, 'userEntityRef' | 'actor'>,
    options: { server: ServerRecord; note?: string; exampleData?: boolean },
  ): Promise<RevisionRecord> {
    const { server } = options;
    return await this.#put({
      ...(await this.#learn(server, server.liveFacts)),
      server,
      submittedBy: caller.userEntityRef,
      by: caller,
      event: 'submitted',
      note: options.note,
      exampleData: options.exampleData ?? false,
    });
  }

  /** Puts an earlier revision up for review again, as it was, whatever the entity says now. */
  async submitAgain(
    caller: Pick<Caller, 'userEntityRef' | 'actor'>,
    options: { server: ServerRecord; revision: RevisionRecord; note: string },
  ): Promise<RevisionRecord> {
    const { server, revision, note } = options;
    const { snapshot, digest, toolSurface, exampleData } = revision;
    return await this.#put({
      server,
      snapshot,
      digest,
      surface: toolSurface,
      submittedBy: caller.userEntityRef,
      by: caller,
      event: 'submitted',
      note,
      exampleData,
    });
  }

  /** Probes the newest revision again. Another surface is another revision, and waits for review. */
  async probe(
    caller: Caller,
    serverRef: string,
  ): Promise<RegistrySchemas['Revision']> {
    const { database, presenter } = this.#options;
    const server = await this.#requireConcerned(caller, serverRef);
    const digest = server.pendingDigest ?? server.approvedDigest;
    const newest = digest && (await findRevision(database.knex, digest));
    if (!newest) {
      throw registryError(
        'server.state',
        'Nothing was submitted yet; submit the server first.',
      );
    }
    const learnt = await this.#learn(server, newest.facts);
    if (!learnt.surface.known || learnt.digest === newest.digest) {
      const surface = learnt.surface.known
        ? learnt.surface
        : {
            ...newest.toolSurface,
            probedAt: learnt.surface.probedAt,
            probeError: learnt.surface.probeError,
            observed: learnt.surface.observed,
            // A server that is down now has not been mended.
            outcome: learnt.surface.outcome ?? newest.toolSurface.outcome,
          };
      await updateRevision(database.knex, {
        digest: newest.digest,
        from: newest.state,
        columns: { tool_surface: JSON.stringify(surface) },
      });
      const isSame =
        learnt.snapshot.installed?.integrity ===
        newest.snapshot.installed?.integrity;
      if (isSame) await this.#options.contents.keep(newest.digest, learnt);
      // The same revision, and yet another look at it: what was said rests on the one before.
      await this.#options.checks.begin(newest.digest, { forget: true });
      if (learnt.surface.known && newest.state === 'approved') {
        await this.#noteLook(server);
      }
      return await presenter.one({ ...newest, toolSurface: surface }, server);
    }
    const revision = await this.#put({
      ...learnt,
      server,
      // Who probes adds nothing of their own: the revision stays that of the person who submitted it.
      submittedBy: newest.submittedBy,
      by: caller,
      event: 'probed',
      note: newest.note,
      exampleData: newest.exampleData,
    });
    if (revision.state === 'approved') await this.#noteLook(server);
    return await presenter.one(revision, server);
  }

  /**
   * Puts up what a server lists now beside what was approved of it, in the gateway's own name: whoever reviews it decides
   * as about any other. What a person submitted is not displaced, and what was rejected is not asked again.
   */
  async proposeSurface(
    server: ServerRecord,
    held: readonly HeldTool[],
  ): Promise<RevisionRecord | undefined> {
    const { database, clock, notifier, checks } = this.#options;
    const approved = await findRevision(
      database.knex,
      server.approvedDigest ?? '',
    );
    if (!approved?.toolSurface.known) return undefined;
    const surface = await liveSurface(approved.toolSurface, held);
    const snapshot = revisionSnapshotSchema.parse({
      ...approved.snapshot,
      toolSurface: await snapshotToolSurface(surface),
    });
    const digest = await computeRevisionDigest(
      snapshot,
      this.#options.formulas,
    );
    const candidate: Candidate = {
      ...{ server, snapshot, digest },
      surface: { ...surface, probedAt: clock.now().toISOString() },
      submittedBy: GATEWAY_REF,
      by: { userEntityRef: GATEWAY_REF },
      event: 'drifted',
      note: noteOf(held),
      exampleData: server.exampleData,
    };
    const put = await database.change(async tx => {
      const fresh = await mustFindServer(tx, server.id);
      const isOpen = await mayPropose(tx, {
        ...{ server: fresh, approved, digest },
        now: clock.now(),
      });
      return isOpen ? await this.#putIn(tx, candidate, fresh) : undefined;
    });
    if (put) {
      await this.#options.contents.copy(approved.digest, digest);
      await checks.begin(put.revision.digest, { forget: put.isNew });
    }
    if (put?.isNew) await notifier.toolsHeld(put.revision, put.server);
    return put?.revision;
  }

  async #requireConcerned(
    caller: Caller,
    serverRef: string,
    options?: { fresh: boolean },
  ): Promise<ServerRecord> {
    const { database, visibility, sync } = this.#options;
    const ref = serverRef.toLocaleLowerCase('en-US');
    if (options?.fresh) {
      await sync.refresh(ref);
    }
    const server = await visibility.require(database.knex, caller, ref);
    if (
      !isOwnerSide(caller, server) &&
      !belongsTo(caller, server.liveFacts.owner) &&
      !caller.isApprover
    ) {
      throw registryError('server.not-owner');
    }
    if (server.life.retired) {
      throw registryError('server.retired');
    }
    return server;
  }

  async #learn(
    server: ServerRecord,
    facts: ServerFacts,
  ): Promise<Pick<Candidate, 'snapshot' | 'surface' | 'contents' | 'digest'>> {
    const { database, prober, formulas } = this.#options;
    const { contents, ...surface } = await prober.probe({
      serverId: server.id,
      facts,
    });
    const content = revisionSnapshotSchema.omit({ version: true }).parse({
      serverId: server.id,
      serverRef: server.serverRef,
      origin: server.origin,
      ...facts,
      ...(surface.installed && { installed: surface.installed }),
      toolSurface: await snapshotToolSurface(surface),
    });
    const names = await nameRevision(content, formulas);
    const known = await findRevisions(
      database.knex,
      names.map(({ digest }) => digest),
    );
    // What has a name keeps it: another formula makes no new thing to decide about.
    const named = names.find(({ digest }) => known.has(digest)) ?? names[0];
    return { ...named, surface, ...(contents && { contents }) };
  }

  /** Somebody looked, and found what is approved: what the gateway held back although it is so again is let go. */
  async #noteLook(server: ServerRecord): Promise<void> {
    const { database, clock } = this.#options;
    await database.change(async tx => {
      await updateServer(tx, server.id, {
        surface_looked_at: clock.now().toISOString(),
      });
      await touchServer(tx, server.id);
    });
  }

  async #put(candidate: Candidate): Promise<RevisionRecord> {
    const { database, notifier, checks, reached } = this.#options;
    // Its risk depends on them, and so who decides about it.
    await reached.learn([candidate.server], candidate.snapshot.reaches);
    const put = await database.change(async tx => {
      const fresh = await mustFindServer(tx, candidate.server.id);
      return await this.#putIn(tx, candidate, fresh);
    });
    await this.#options.contents.keep(put.revision.digest, candidate);
    await checks.begin(put.revision.digest, { forget: put.isNew });
    // A rule may have approved it by now: then it waits for nobody.
    const revision =
      (await findRevision(database.knex, put.revision.digest)) ?? put.revision;
    if (put.isNew && revision.state === 'submitted') {
      await notifier.revisionSubmitted(revision, put);
    }
    return revision;
  }

  async #putIn(
    tx: Knex.Transaction,
    candidate: Candidate,
    server: ServerRecord,
  ): Promise<{
    revision: RevisionRecord;
    server: ServerRecord;
    consents: ConsentRecord[];
    isNew: boolean;
  }> {
    const { digest } = candidate;
    const next = nextServerLife(server.life, 'submit');
    if (!next.ok || !server.current) {
      throw registryError('server.state', next.ok ? undefined : next.reason);
    }
    const same = await findRevision(tx, digest);
    if (candidate.event === 'drafted') {
      return await this.#draftIn(tx, candidate, same, server);
    }
    const unchanged = same?.state === 'submitted' || same?.state === 'approved';
    const waiting = server.pendingDigest
      ? await findRevision(tx, server.pendingDigest)
      : undefined;
    if (server.pendingDigest && server.pendingDigest !== digest) {
      await this.#supersede(tx, candidate, server.pendingDigest);
    }
    if (unchanged && same) {
      if (same.state === 'approved' && server.pendingDigest) {
        // Back to what is approved: what waited for review is no longer meant.
        await updateServer(tx, server.id, { pending_digest: null });
      }
      if (same.state === 'submitted' && candidate.surface.outcome) {
        // What the server lists cannot be named, so it looks like tools that are not known; but it was found out.
        const { surface } = candidate;
        await updateRevision(tx, {
          digest,
          from: 'submitted',
          columns: { tool_surface: JSON.stringify(surface) },
        });
        return {
          revision: { ...same, toolSurface: surface },
          server,
          consents: [],
          isNew: false,
        };
      }
      return { revision: same, server, consents: [], isNew: false };
    }
    await this.#write(tx, candidate, {
      earlier: same,
      state: 'submitted',
      // What displaces an answer that nobody looked at yet answers in its place; what the gateway found answers nobody.
      answers:
        waiting?.answers ??
        (candidate.event === 'drifted'
          ? undefined
          : await findUnanswered(tx, server.id)),
    });
    await supersedeDrafts(tx, {
      ...{ serverId: server.id, by: candidate.by, digest },
      at: this.#options.clock.now().toISOString(),
    });
    await replaceConsents(tx, { digest, consents: [] });
    await voidReviews(tx, digest);
    await updateServer(tx, server.id, {
      ...lifeColumns(next.state),
      pending_digest: digest,
      ...(!next.state.suspended && { status_reason: null }),
      ...(candidate.exampleData && { example_data: true }),
    });
    await touchServer(tx, server.id);
    const revision = await findRevision(tx, digest);
    if (!revision) {
      throw registryError('revision.not-found');
    }
    return {
      revision,
      server: await mustFindServer(tx, server.id),
      // What was agreed to at an earlier submission is forgotten: it was another look at it.
      consents: await alignConsents(tx, { revision, server }),
      isNew: true,
    };
  }

  /** A draft takes the place of the one before it, and of nothing that anybody has to decide about. */
  async #draftIn(
    tx: Knex.Transaction,
    candidate: Candidate,
    same: RevisionRecord | undefined,
    server: ServerRecord,
  ) {
    const { digest, by } = candidate;
    if (same) return { revision: same, server, consents: [], isNew: false };
    await supersedeDrafts(tx, {
      ...{ serverId: server.id, by, digest },
      at: this.#options.clock.now().toISOString(),
    });
    await this.#write(tx, candidate, { state: 'draft' });
    const revision = await findRevision(tx, digest);
    if (!revision) throw registryError('revision.not-found');
    return { revision, server, consents: [], isNew: true };
  }

  async #write(
    tx: Knex.Transaction,
    candidate: Candidate,
    options: {
      earlier?: RevisionRecord;
      state: 'draft' | 'submitted';
      answers?: string;
    },
  ): Promise<void> {
    const { digest, server, by } = candidate;
    const { earlier, state, answers } = options;
    const at = this.#options.clock.now().toISOString();
    const submitted = {
      state,
      answers: answers === digest ? null : answers ?? null,
      submitted_by: candidate.submittedBy,
      submitted_at: at,
      note: candidate.note ?? null,
      decided_by: null,
      decided_at: null,
      reason: null,
      tool_surface: JSON.stringify(candidate.surface),
      proposal: null,
      example_data: candidate.exampleData,
    };
    if (earlier) {
      const again = nextRevisionState(
        earlier.state,
        earlier.state === 'draft' ? 'submit' : 'resubmit',
      );
      if (!again.ok) {
        throw registryError('server.state', again.reason);
      }
      await updateRevision(tx, {
        digest,
        from: earlier.state,
        columns: submitted,
      });
    } else {
      await insertRevision(tx, {
        ...submitted,
        digest,
        server_id: server.id,
        number: await nextRevisionNumber(tx, server.id),
        snapshot: JSON.stringify(candidate.snapshot),
      });
    }
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      at,
      by: by.userEntityRef,
      actor: by.actor,
      event: candidate.event,
      reason: candidate.note,
    });
  }

  async #supersede(
    tx: Knex.Transaction,
    candidate: Candidate,
    digest: string,
  ): Promise<void> {
    await updateRevision(tx, {
      digest,
      from: 'submitted',
      columns: { state: 'superseded', proposal: null },
    });
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      at: this.#options.clock.now().toISOString(),
      by: candidate.by.userEntityRef,
      actor: candidate.by.actor,
      event: 'superseded',
      details: { by: candidate.digest },
    });
  }
}

async function mustFindServer(knex: Knex, id: string): Promise<ServerRecord> {
  const server = await findServerById(knex, id);
  if (!server) {
    throw registryError('server.not-found');
  }
  return server;
}
