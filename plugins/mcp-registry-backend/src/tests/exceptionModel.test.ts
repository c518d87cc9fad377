import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { aCheck } from '../checks/__testUtils__/aCheck';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { modelRuns } from '../__testUtils__/modelRuns';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const HOUR_MS = 3_600_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const PEOPLE = ['bob', 'bill', 'carol', 'chris', 'alice'] as const;
type Name = (typeof PEOPLE)[number];
const OWNERS: readonly Name[] = ['bob', 'bill'];
const REVIEWERS: readonly Name[] = ['carol', 'chris'];
const isConcerned = (who: Name) => [...OWNERS, ...REVIEWERS].includes(who);
const FINDINGS = ['inside', 'anybody'] as const;
type Finding = (typeof FINDINGS)[number];
const VERSIONS = ['safe', 'risky', 'wild'] as const;
type Version = (typeof VERSIONS)[number];
/** What the check finds in each. */
const FOUND: Record<Version, readonly Finding[]> = {
  safe: [],
  risky: ['inside'],
  wild: ['inside', 'anybody'],
};

jest.setTimeout(300_000);

interface Step {
  do:
    | 'submit'
    | 'ask'
    | 'agree'
    | 'deny'
    | 'withdraw'
    | 'revoke'
    | 'approve'
    | 'reject'
    | 'rollBack'
    | 'resume'
    | 'wait'
    | 'keep';
  who: Name;
  version: Version;
  finding: Finding;
  scope: 'revision' | 'server';
  hours: number;
  /** Which of the exceptions, from the newest. */
  nth: number;
  replica: 0 | 1;
  isAimed: boolean;
}

interface Asked {
  who: Name;
  version: Version;
  finding: Finding;
  scope: 'revision' | 'server';
  until: number;
  /** Waits for a word; somebody said yes; it is no more. */
  waits: boolean;
  agreed: boolean;
  closed: boolean;
  takenBack: boolean;
}

/**
 * What must be true, said in another way than the registry does: who accepted what until when, in a list of sentences, and hours that are
 * counted. It knows no digests, no verdicts and no database.
 */
class Model {
  now = 0;
  waiting?: { version: Version; by: Name };
  served?: Version;
  stopped = false;
  /** Was served once, and nobody refused or replaced the question since. */
  readonly good = new Set<Version>();
  readonly submitters = new Map<Version, Name>();
  readonly asked: Asked[] = [];

  isLive(version: Version): boolean {
    return version === this.served || version === this.waiting?.version;
  }

  /** Whether somebody accepts a finding now, so that a version with it may be approved. */
  isAccepted(finding: Finding, version: Version): boolean {
    return this.asked.some(
      one =>
        one.finding === finding &&
        (one.scope === 'server' || one.version === version) &&
        one.agreed &&
        !one.closed &&
        this.now < one.until,
    );
  }

  /** Whether what a version was approved with still holds: what is closed because nobody needs it was agreed to all the same. */
  holds(version: Version): boolean {
    return FOUND[version].every(finding =>
      this.asked.some(
        one =>
          one.finding === finding &&
          (one.scope === 'server' || one.version === version) &&
          one.agreed &&
          !one.takenBack &&
          this.now < one.until,
      ),
    );
  }

  get serves(): Version | undefined {
    const { served, stopped } = this;
    return served && !stopped && this.holds(served) ? served : undefined;
  }

  take(step: Step): boolean {
    const { who, version, finding } = step;
    const one = this.asked.at(-1 - step.nth);
    switch (step.do) {
      case 'submit':
        return this.submit(who, version);
      case 'ask': {
        const may =
          isConcerned(who) &&
          this.isLive(version) &&
          FOUND[version].includes(finding) &&
          !this.asked.some(each => each.finding === finding && each.waits);
        if (!may) return false;
        this.asked.push({
          ...{ who, version, finding, scope: step.scope },
          until: this.now + step.hours,
          waits: true,
          ...{ agreed: false, closed: false, takenBack: false },
        });
        return true;
      }
      case 'agree':
      case 'deny': {
        const may =
          one?.waits &&
          REVIEWERS.includes(who) &&
          who !== one.who &&
          who !== this.submitters.get(one.version) &&
          (step.do === 'deny' ||
            (this.isLive(one.version) && this.now < one.until));
        if (!one || !may) return false;
        one.waits = false;
        one.agreed = step.do === 'agree';
        one.closed = step.do === 'deny';
        return true;
      }
      case 'withdraw':
        if (!one?.waits || one.who !== who) return false;
        one.waits = false;
        one.closed = true;
        return true;
      case 'revoke': {
        const may =
          one?.agreed &&
          !one.closed &&
          this.now < one.until &&
          isConcerned(who);
        if (!one || !may) return false;
        one.closed = true;
        one.takenBack = true;
        this.stop();
        return true;
      }
      case 'approve':
      case 'reject': {
        const { waiting } = this;
        const may =
          waiting?.version === version &&
          waiting.by !== who &&
          REVIEWERS.includes(who) &&
          (step.do === 'reject' ||
            FOUND[version].every(each => this.isAccepted(each, version)));
        if (!may) return false;
        this.waiting = undefined;
        if (step.do === 'approve') this.serve(version);
        return true;
      }
      case 'rollBack': {
        if (!this.served || !this.good.has(version)) return false;
        // Each version has a tool that the others have not, so an owner asks for a review.
        if (OWNERS.includes(who)) return this.submit(who, version);
        const may = REVIEWERS.includes(who) && this.holds(version);
        if (may) this.serve(version);
        return may;
      }
      case 'resume': {
        const may =
          this.stopped &&
          isConcerned(who) &&
          this.served !== undefined &&
          this.holds(this.served);
        if (may) this.stopped = false;
        return may;
      }
      case 'keep':
        this.keep();
        return true;
      default:
        this.now += step.hours;
        return true;
    }
  }

  private submit(by: Name, version: Version): boolean {
    if (!isConcerned(by)) return false;
    if (version === this.served) {
      this.waiting = undefined;
    } else if (this.waiting?.version !== version) {
      this.good.delete(version);
      this.waiting = { version, by };
      this.submitters.set(version, by);
    }
    return true;
  }

  private serve(version: Version) {
    if (this.served) this.good.add(this.served);
    this.good.delete(version);
    this.served = version;
  }

  private stop() {
    if (this.served && !this.holds(this.served)) this.stopped = true;
  }

  private keep() {
    const live = VERSIONS.filter(version => this.isLive(version));
    for (const one of this.asked.filter(({ closed }) => !closed)) {
      const isOver = this.now >= one.until;
      const isForgotten =
        !this.isLive(one.version) && !this.good.has(one.version);
      const isGone =
        live.length > 0 &&
        live.every(version => !FOUND[version].includes(one.finding));
      if (isOver || (one.scope === 'revision' ? isForgotten : isGone)) {
        one.closed = true;
        one.waits = false;
      }
    }
    this.stop();
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...(['submit', 'submit', 'ask', 'ask', 'ask', 'ask'] as const),
    ...(['agree', 'agree', 'agree', 'agree', 'deny', 'withdraw'] as const),
    ...(['revoke', 'approve', 'approve', 'approve', 'reject'] as const),
    ...([
      'rollBack',
      'rollBack',
      'resume',
      'resume',
      'wait',
      'wait',
      'wait',
      'wait',
    ] as const),
    ...(['keep', 'keep'] as const),
  ),
  who: fc.constantFrom(...PEOPLE),
  version: fc.constantFrom(...VERSIONS),
  finding: fc.constantFrom(...FINDINGS),
  scope: fc.constantFrom('revision', 'server'),
  hours: fc.integer({ min: 1, max: 30 }),
  nth: fc.constantFrom(0, 0, 0, 1, 2),
  replica: fc.constantFrom(0, 1),
  isAimed: fc.constantFrom(true, true, true, false),
});

/** Makes more of what people try succeed. */
function aim(model: Model, tried: Step): Step {
  if (!tried.isAimed) return tried;
  const { waiting, served, good, asked } = model;
  const open = asked.findLastIndex(({ waits }) => waits);
  switch (tried.do) {
    case 'submit':
      return { ...tried, who: 'bob' };
    case 'ask': {
      const version = waiting?.version ?? served ?? tried.version;
      const needed = FOUND[version].find(
        finding => !model.isAccepted(finding, version),
      );
      return {
        ...{ ...tried, who: 'bob', version },
        finding: needed ?? tried.finding,
      };
    }
    case 'agree':
      return { ...tried, who: 'carol', nth: asked.length - 1 - open };
    case 'approve': {
      if (!waiting) return { ...tried, do: 'submit', who: 'bob' };
      const { version } = waiting;
      const needed = FOUND[version].find(
        finding => !model.isAccepted(finding, version),
      );
      if (!needed) return { ...tried, who: 'chris', version };
      const isAsked = asked.some(
        one => one.waits && one.finding === needed && model.now < one.until,
      );
      return aim(model, { ...tried, do: isAsked ? 'agree' : 'ask' });
    }
    case 'rollBack':
      return {
        ...{ ...tried, who: 'chris' },
        version: [...good][0] ?? tried.version,
      };
    case 'resume':
      return { ...tried, who: 'bill' };
    default:
      return tried;
  }
}

describe.each(databases.eachSupportedId())(
  'no sequence of events on two replicas lets a finding through that nobody accepts, on %s',
  databaseId => {
    const count = { served: 0, stopped: 0, over: 0, approved: 0, refused: 0 };

    const run = async (steps: readonly Step[]) => {
      const knex = await databases.init(databaseId);
      const replicas: TestRegistry[] = [];
      for (let at = 0; at < 2; at += 1) {
        const replica = await startRegistry({
          knex,
          entities: [serverEntity()],
          builtInChecks: [
            aCheck(async ({ toolSurface }) => {
              const version = toolSurface.tools[0].name as Version;
              return {
                outcome: FOUND[version].length > 0 ? 'fail' : 'pass',
                findings: FOUND[version].map(rule => ({
                  ...{ rule, level: 'error' as const, message: rule },
                })),
              };
            }),
          ],
          checkSettings: { required: NO_CHECKS_REQUIRED },
        });
        await replica.sync.run();
        replicas.push(replica);
      }
      const model = new Model();
      const world: World = { names: new Map(), ids: [] };
      for (const tried of steps) {
        const taken = aim(model, tried);
        const wasOver = model.served && !model.holds(model.served);
        const expected = model.take(taken);
        if (taken.do === 'wait') {
          for (const replica of replicas) replica.wait(taken.hours * 3600);
        }
        const done = await act(replicas[taken.replica], taken, world).then(
          () => true,
          () => false,
        );
        expect({ taken, done }).toEqual({ taken, done: expected });
        for (const replica of replicas) {
          const { document } = await replica.accessDocuments.document(REF);
          const revision = document.approvedRevision;
          const isOver =
            revision?.servesUntil !== undefined &&
            revision.servesUntil <= replica.state.now.toISOString();
          const isServed = document.status === 'active' && !isOver;
          const serves = isServed ? revision?.tools?.[0].name : undefined;
          expect({ taken, serves }).toEqual({ taken, serves: model.serves });
          expect({ taken, stopped: document.status === 'suspended' }).toEqual({
            ...{ taken, stopped: model.stopped },
          });
        }
        count.served += model.serves && FOUND[model.serves].length > 0 ? 1 : 0;
        count.stopped += model.stopped ? 1 : 0;
        count.over +=
          !wasOver && model.served && !model.holds(model.served) ? 1 : 0;
        count.approved += taken.do === 'approve' && expected ? 1 : 0;
        count.refused += expected ? 0 : 1;
      }
      await knex.destroy();
    };

    it('whatever people, time and the checks do, in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 30, maxLength: 80, size: 'max' }),
          run,
        ),
        {
          ...modelRuns(databaseId, { sqlite: 40, postgres: 30 }),
          endOnFailure: true,
        },
      );
      // The test is worth nothing where nothing happens.
      expect(count.approved).toBeGreaterThan(5);
      expect(count.served).toBeGreaterThan(5);
      expect(count.over).toBeGreaterThan(0);
      expect(count.stopped).toBeGreaterThan(0);
      expect(count.refused).toBeGreaterThan(50);
    });
  },
);

interface World {
  names: Map<Version, string>;
  /** Of exceptions, in the order in which they were asked for. */
  ids: string[];
}

async function act(
  registry: TestRegistry,
  taken: Step,
  world: World,
): Promise<void> {
  const { who, version, finding, scope, hours } = taken;
  const caller = person(who);
  const digest = world.names.get(version) ?? `sha256:${'0'.repeat(64)}`;
  const id = world.ids.at(-1 - taken.nth) ?? 'none';
  switch (taken.do) {
    case 'submit': {
      registry.state.tools = [{ name: version }];
      const revision = await registry.submissions.submit(caller, {
        serverRef: REF,
      });
      world.names.set(version, revision.digest);
      return;
    }
    case 'ask': {
      const { items } = await registry.checks.list(person('carol'), digest);
      const { id: findingId = '' } =
        items[0].findings?.find(({ rule }) => rule === finding) ?? {};
      const asked = await registry.exceptions.request(caller, {
        ...{ digest, checkId: 'mine', findingId, scope },
        reason: 'accepted-risk',
        text: 'It stands behind a wall.',
        expiresAt: new Date(
          registry.state.now.getTime() + hours * HOUR_MS,
        ).toISOString(),
      });
      world.ids.push(asked.id);
      return;
    }
    case 'agree':
    case 'deny':
      await registry.exceptionDecisions.decide(caller, {
        id,
        decision: {
          decision: taken.do === 'agree' ? 'approve' : 'deny',
          reason: 'seen',
        },
      });
      return;
    case 'withdraw':
      await registry.exceptions.withdraw(caller, id);
      return;
    case 'revoke':
      await registry.exceptionDecisions.revoke(caller, { id, reason: 'x' });
      return;
    case 'approve':
    case 'reject':
      await registry.revisionDecisions.decide(caller, {
        digest,
        decision: { decision: taken.do, reason: 'seen' },
      });
      return;
    case 'rollBack': {
      const { document } = await registry.accessDocuments.document(REF);
      await registry.rollbacks.rollBack(caller, {
        ...{ serverRef: REF, digest, reason: 'back' },
        seenApprovedDigest: document.approvedRevision?.digest ?? digest,
      });
      return;
    }
    case 'resume':
      await registry.servers.resume(caller, { serverRef: REF, reason: 'x' });
      return;
    case 'keep':
      await registry.exceptionKeeper.run();
      return;
    default:
  }
}
