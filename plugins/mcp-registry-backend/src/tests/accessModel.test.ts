import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { modelRuns } from '../__testUtils__/modelRuns';
import { serverEntity } from '../__testUtils__/entities';
import { publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const DAY_MS = 86_400_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const HOLDERS = ['alice', 'dave'] as const;
const PEOPLE = ['alice', 'dave', 'bob', 'bill', 'carol'] as const;
const DOES = [
  ...['ask', 'ask', 'ask', 'withdraw', 'approve', 'approve', 'approve', 'deny'],
  ...['undo', 'revoke', 'wait', 'wait', 'tick', 'tick', 'tick', 'extend'],
  ...['openReviews', 'openReviews', 'openReviews', 'silence', 'silence'],
  ...['keep', 'narrow', 'end', 'keep', 'narrow', 'end', 'keep', 'narrow'],
] as const;
type Holder = (typeof HOLDERS)[number];
type Name = (typeof PEOPLE)[number];
type Do = (typeof DOES)[number];

jest.setTimeout(600_000);

interface Step {
  do: Do;
  who: Name;
  /** About whose access. */
  about: Holder;
  replica: 0 | 1;
  days: number;
  /** By somebody who may. */
  isAimed: boolean;
}

interface HeldGrant {
  of: Holder;
  tools: 'all' | 'echo';
  until: number;
  by: Name;
  since: number;
  isStopped: boolean;
  hasEnded: boolean;
  isExtended: boolean;
  /** The review team may answer about it as well. */
  isLoud: boolean;
}

/**
 * Who has access and why, said in another way than the registry does: a list of promises and what became of them. It knows no
 * database, no states of requests and no revisions.
 */
class Model {
  now = 0;
  readonly asked = new Map<Holder, { extends?: HeldGrant }>();
  readonly grants: HeldGrant[] = [];
  /** Whose decision can be taken back, by whom and until when. */
  readonly fresh = new Map<
    Holder,
    {
      by: Name;
      until: number;
      grant?: HeldGrant;
      extends?: HeldGrant;
      requestId?: string;
    }
  >();
  /** Questions that wait, and when they were asked. */
  campaign?: number;
  /** The owner is asked about the server itself, once: nobody answers that in this test. */
  server: 'unasked' | 'waits' | 'stopped' = 'unasked';
  readonly questions = new Set<HeldGrant>();

  holds(grant: HeldGrant): boolean {
    return !grant.hasEnded && grant.until > this.now;
  }

  working(): HeldGrant[] {
    return this.grants.filter(grant => this.holds(grant) && !grant.isStopped);
  }

  newest(of: Holder): HeldGrant | undefined {
    return this.grants.filter(grant => grant.of === of).at(-1);
  }

  questionOf(of: Holder): HeldGrant | undefined {
    return [...this.questions].find(grant => grant.of === of);
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...DOES),
  who: fc.constantFrom(...PEOPLE),
  about: fc.constantFrom(...HOLDERS),
  replica: fc.constantFrom(0 as const, 1 as const),
  days: fc.constantFrom(0, 1, 8, 15, 30),
  isAimed: fc.constantFrom(true, true, true, false),
});

describe.each(databases.eachSupportedId())(
  'no sequence of requests, decisions, reviews and times on two replicas gives access that nobody gave, on %s',
  databaseId => {
    const count = { worked: 0, stopped: 0, refused: 0, reviewed: 0 };

    const run = async (steps: readonly Step[]) => {
      const knex = await databases.init(databaseId);
      const replicas: TestRegistry[] = [];
      for (let at = 0; at < 2; at += 1) {
        replicas.push(
          await startRegistry({
            ...{ knex, entities: [serverEntity()] },
            checkSettings: { required: NO_CHECKS_REQUIRED },
          }),
        );
      }
      await replicas[0].sync.run();
      await publish(replicas[0], {
        serverRef: REF,
        by: person('bob'),
        approver: person('carol'),
      });
      const started = replicas[0].state.now.getTime();
      const model = new Model();
      model.now = started;
      const ids = new Map<HeldGrant, string>();
      for (const tried of steps) {
        const taken = aim(tried, model);
        const idOf = (grant: HeldGrant | undefined) => grant && ids.get(grant);
        const known = {
          grantId: idOf(model.newest(taken.about)),
          questionId: idOf(model.questionOf(taken.about)),
          requestId: model.fresh.get(taken.about)?.requestId,
        };
        // Nothing happens at the same moment as something else.
        model.now += 1000;
        for (const replica of replicas) replica.wait(1);
        const expected = foresee(model, taken);
        const before = new Set(ids.values());
        const done = await act(replicas, taken, known).catch(() => false);
        expect({ taken, done }).toEqual({ taken, done: expected });
        if (done && (taken.do === 'approve' || taken.do === 'deny')) {
          const decided = await knex('access_requests')
            .orderByRaw('decided_at IS NULL, decided_at DESC')
            .first('id');
          const fresh = model.fresh.get(taken.about);
          if (fresh) fresh.requestId = decided.id;
        }
        const rows: { id: string }[] = await knex('grants').select('id');
        const added = rows.find(({ id }) => !before.has(id));
        const last = model.grants.at(-1);
        if (added && last) ids.set(last, added.id);
        const wanted = model
          .working()
          .map(grant => `${ids.get(grant)} ${grant.of} ${grant.tools}`)
          .sort();
        for (const replica of replicas) {
          const { document } = await replica.accessDocuments.document(REF);
          const served = document.grants
            .map(
              ({ id, subject, tools }) =>
                `${id} ${subject.replace('user:default/', '')} ${
                  tools.kind === 'all' ? 'all' : tools.names.join()
                }`,
            )
            .sort();
          expect({ taken, served }).toEqual({ taken, served: wanted });
        }
        count.worked += wanted.length;
        count.stopped += model.grants.filter(
          grant => grant.isStopped && model.holds(grant),
        ).length;
        count.refused += expected ? 0 : 1;
        count.reviewed +=
          expected && ['keep', 'narrow', 'end'].includes(taken.do) ? 1 : 0;
      }
      await knex.destroy();
    };

    it('whatever people and clocks do, in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 25, maxLength: 50, size: 'max' }),
          run,
        ),
        // In these much happens.
        modelRuns(databaseId, { sqlite: 25, postgres: 10, seed: 2 }),
      );
      // The test is worth nothing where nothing happens.
      expect(count.worked).toBeGreaterThan(50);
      expect(count.stopped).toBeGreaterThan(5);
      expect(count.reviewed).toBeGreaterThan(10);
      expect(count.refused).toBeGreaterThan(50);
    });
  },
);

function aim(tried: Step, model: Model): Step {
  if (!tried.isAimed) return tried;
  switch (tried.do) {
    case 'ask':
    case 'withdraw':
    case 'extend':
      return { ...tried, who: tried.about };
    case 'approve':
    case 'deny': {
      const about = [...model.asked.keys()][0] ?? tried.about;
      return { ...tried, about, who: 'bob' };
    }
    case 'openReviews':
      return { ...tried, who: 'carol' };
    case 'undo':
      return { ...tried, who: model.fresh.get(tried.about)?.by ?? 'bob' };
    case 'keep':
    case 'narrow':
    case 'end': {
      const about = [...model.questions][0]?.of ?? tried.about;
      return { ...tried, about, who: 'bill' };
    }
    default:
      return tried;
  }
}

const OWNERS: readonly Name[] = ['bob', 'bill'];

/** Lets the model take the step; whether it goes through. */
function foresee(model: Model, { do: what, who, about, days }: Step): boolean {
  const newest = model.newest(about);
  switch (what) {
    case 'ask':
      if (who !== about || model.asked.has(about)) return false;
      model.asked.set(about, {});
      return true;
    case 'extend':
      if (who !== about || !newest || !model.holds(newest)) return false;
      if (newest.isExtended || model.asked.has(about)) return false;
      model.asked.set(about, { extends: newest });
      return true;
    case 'withdraw':
      if (who !== about || !model.asked.delete(about)) return false;
      return true;
    case 'approve':
    case 'deny': {
      const asked = model.asked.get(about);
      if (!asked || !OWNERS.includes(who)) return false;
      model.asked.delete(about);
      const until = model.now + 10_000;
      if (what === 'deny') {
        model.fresh.set(about, { by: who, until, extends: asked.extends });
        return true;
      }
      const grant: HeldGrant = {
        ...{ of: about, by: who, since: model.now },
        tools: asked.extends?.tools ?? 'all',
        until: model.now + 90 * DAY_MS,
        ...{ isStopped: false, hasEnded: false, isExtended: false },
        isLoud: false,
      };
      if (asked.extends) asked.extends.isExtended = true;
      model.grants.push(grant);
      model.fresh.set(about, {
        ...{ by: who, until, grant, extends: asked.extends },
      });
      return true;
    }
    case 'undo': {
      const fresh = model.fresh.get(about);
      if (!fresh || fresh.by !== who || fresh.until < model.now) return false;
      if (model.asked.has(about)) return false;
      model.fresh.delete(about);
      model.asked.set(about, { extends: fresh.extends });
      if (fresh.extends) fresh.extends.isExtended = false;
      if (fresh.grant) fresh.grant.hasEnded = true;
      return true;
    }
    case 'revoke': {
      if (!newest || !model.holds(newest)) return false;
      if (![...OWNERS, 'carol', about].includes(who)) return false;
      newest.hasEnded = true;
      return true;
    }
    case 'wait':
      model.now += days * DAY_MS + 11_000;
      return true;
    case 'silence':
      model.now += 15 * DAY_MS;
      return foresee(model, { do: 'tick', who, about, days } as Step);
    case 'tick':
      for (const grant of model.questions) {
        if (!model.holds(grant)) model.questions.delete(grant);
      }
      if (
        model.campaign !== undefined &&
        model.now >= model.campaign + 14 * DAY_MS
      ) {
        // Those of this campaign alone wait; what an earlier one stopped is stopped already.
        for (const grant of model.questions) grant.isStopped = true;
        model.server = 'stopped';
      }
      if (
        model.campaign !== undefined &&
        model.now >= model.campaign + 10 * DAY_MS
      ) {
        for (const grant of model.questions) grant.isLoud = true;
      }
      if (
        model.server !== 'waits' &&
        [...model.questions].every(({ isStopped }) => isStopped)
      ) {
        model.campaign = undefined;
      }
      return true;
    case 'openReviews': {
      if (who !== 'carol' || model.campaign !== undefined) return false;
      const due = model
        .working()
        .filter(
          grant =>
            grant.until > model.now + 14 * DAY_MS &&
            !model.questions.has(grant),
        );
      if (due.length === 0) return false;
      model.campaign = model.now;
      if (model.server === 'unasked') model.server = 'waits';
      due.forEach(grant => model.questions.add(grant));
      return true;
    }
    case 'keep':
    case 'narrow':
    case 'end': {
      const grant = model.questionOf(about);
      if (!grant || !model.holds(grant)) return false;
      const may = OWNERS.includes(who) || (who === 'carol' && grant.isLoud);
      if (!may) return false;
      model.questions.delete(grant);
      grant.isStopped = false;
      grant.isLoud = false;
      if (what === 'end') grant.hasEnded = true;
      if (what === 'narrow') grant.tools = 'echo';
      return true;
    }
    default:
      return what satisfies never;
  }
}

async function act(
  replicas: TestRegistry[],
  { do: what, who, about, replica: at, days }: Step,
  known: { grantId?: string; questionId?: string; requestId?: string },
): Promise<boolean> {
  const registry = replicas[at];
  const caller = person(who);
  const { knex } = registry.database;
  const subject = `user:default/${about}`;
  const pending = async (): Promise<string> =>
    (await knex('access_requests').where({ subject, state: 'pending' }).first())
      ?.id ?? 'none';
  switch (what) {
    case 'ask':
      if (who !== about) return false;
      await registry.accessRequests.create(caller, {
        ...{ serverRef: REF, purpose: 'To work', tools: { kind: 'all' } },
        durationDays: 90,
      });
      return true;
    case 'extend':
      await registry.extensions.extend(caller, {
        id: known.grantId ?? 'none',
      });
      return true;
    case 'withdraw':
      await registry.accessRequests.withdraw(caller, await pending());
      return true;
    case 'approve':
    case 'deny':
      await registry.accessDecisions.decide(caller, {
        id: await pending(),
        decision: { decision: what, reason: 'seen' },
      });
      return true;
    case 'undo':
      await registry.accessDecisions.undo(caller, known.requestId ?? 'none');
      return true;
    case 'revoke':
      await registry.grants.revoke(caller, {
        id: known.grantId ?? 'none',
        reason: 'done',
      });
      return true;
    case 'wait':
      for (const replica of replicas) replica.wait(days * 86_400 + 11);
      return true;
    case 'silence':
    case 'tick':
      if (what === 'silence') {
        for (const replica of replicas) replica.wait(15 * 86_400);
      }
      // Both do what the clock asks for, at the same time.
      await Promise.all(
        replicas.flatMap(({ grants, reviewClock, endNotices }) => [
          grants.expireDue(),
          reviewClock.run(),
          endNotices.announce(),
        ]),
      );
      // What one of them stopped may have closed the campaign for the other.
      await registry.reviewClock.run();
      return true;
    case 'openReviews':
      await registry.reviews.open(caller, 'medium');
      return true;
    case 'keep':
    case 'narrow':
    case 'end': {
      const row = await knex('review_items')
        .where({ grant_id: known.questionId ?? 'none' })
        .whereIn('state', ['open', 'reminded', 'escalated', 'suspended'])
        .first('id');
      const [outcome] = await registry.reviewDecisions.answer(caller, {
        answers: [
          {
            ...{ id: row?.id ?? 'none', answer: what },
            ...(what === 'narrow' && { tools: ['echo'] }),
          },
        ],
      });
      return outcome.outcome === 'answered';
    }
    default:
      return what satisfies never;
  }
}
