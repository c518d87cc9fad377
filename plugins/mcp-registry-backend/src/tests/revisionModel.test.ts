import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { modelRuns } from '../__testUtils__/modelRuns';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const PEOPLE = ['bob', 'bill', 'carol', 'chris', 'alice'] as const;
type Name = (typeof PEOPLE)[number];
const OWNERS: readonly Name[] = ['bob', 'bill'];
const REVIEWERS: readonly Name[] = ['carol', 'chris'];
/** Each has one tool more than the one before it. */
const CONTENTS = ['S', 'M', 'L'] as const;
type Content = (typeof CONTENTS)[number];
const toolsOf = (content: Content) =>
  ['echo', 'list', 'drop']
    .slice(0, CONTENTS.indexOf(content) + 1)
    .map(name => ({ name }));

jest.setTimeout(300_000);

/** `isAimed`: at what waits, or at what was served before, so that more of what people try succeeds. */
type Step = {
  who: Name;
  content: Content;
  replica: 0 | 1;
  isAimed: boolean;
} & (
  | { do: 'submit' | 'draft' | 'probe' | 'rollBack' }
  | { do: 'approve' | 'reject' | 'requestChanges' }
  | { do: 'suspend' | 'resume' | 'sync' }
);

/**
 * What must be true, said in another way than the registry does: who said yes to what, in plain sets. It knows no digests, no states
 * and no database.
 */
class Model {
  waiting?: { content: Content; by: Name };
  /** Somebody looks at it and has asked nobody. */
  draft?: Content;
  /** Was put up once, as a draft or not. */
  readonly seen = new Set<Content>();
  served?: Content;
  /** Was served once, and nobody refused or replaced the question since. */
  readonly good = new Set<Content>();
  stopped = false;
  readonly submitters = new Map<Content, Name>();

  submit(by: Name, content: Content): boolean {
    if (![...OWNERS, ...REVIEWERS].includes(by)) return false;
    if (content === this.served) {
      this.waiting = undefined;
      return true;
    }
    if (this.waiting?.content === content) return true;
    // The question is open again: the old yes no longer counts.
    this.good.delete(content);
    this.waiting = { content, by };
    this.seen.add(content);
    this.draft = undefined;
    this.submitters.set(content, by);
    return true;
  }

  tryOut(by: Name, content: Content): boolean {
    if (![...OWNERS, ...REVIEWERS].includes(by)) return false;
    // What has been put up is what it is, and no draft of it is made.
    if (!this.seen.has(content)) this.draft = content;
    this.seen.add(content);
    return true;
  }

  decide(by: Name, content: Content, isYes: boolean): boolean {
    const { waiting } = this;
    if (waiting?.content !== content || waiting.by === by) return false;
    if (!REVIEWERS.includes(by)) return false;
    this.waiting = undefined;
    if (isYes) this.serve(content);
    return true;
  }

  rollBack(by: Name, content: Content): boolean {
    const { served } = this;
    if (!served || !this.good.has(content)) return false;
    if (REVIEWERS.includes(by)) {
      this.serve(content);
      return true;
    }
    if (!OWNERS.includes(by)) return false;
    if (CONTENTS.indexOf(content) < CONTENTS.indexOf(served)) {
      this.serve(content);
      return true;
    }
    return this.submit(by, content);
  }

  private serve(content: Content) {
    if (this.served) this.good.add(this.served);
    this.good.delete(content);
    this.served = content;
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'submit',
    'submit',
    'draft',
    'probe',
    'approve',
    'approve',
    'approve',
    'reject',
    'requestChanges',
    'rollBack',
    'rollBack',
    'suspend',
    'resume',
    'sync',
  ),
  who: fc.constantFrom(...PEOPLE),
  content: fc.constantFrom(...CONTENTS),
  replica: fc.constantFrom(0, 1),
  isAimed: fc.constantFrom(true, true, false),
}) as fc.Arbitrary<Step>;

describe.each(databases.eachSupportedId())(
  'no sequence of events on two replicas serves what was not approved, on %s',
  databaseId => {
    const count = { served: 0, rolledBack: 0, refused: 0 };

    const run = async (steps: readonly Step[]) => {
      const knex = await databases.init(databaseId);
      const replicas: TestRegistry[] = [];
      for (let at = 0; at < 2; at += 1) {
        const replica = await startRegistry({
          knex,
          entities: [serverEntity()],
          checkSettings: { required: NO_CHECKS_REQUIRED },
        });
        await replica.sync.run();
        replicas.push(replica);
      }
      const model = new Model();
      const names = new Map<Content, string>();
      for (const tried of steps) {
        const taken = aim(model, tried);
        const registry = replicas[taken.replica];
        const expected = foresee(model, taken, names);
        const done = await act(registry, taken, names).then(
          () => true,
          () => false,
        );
        expect({ taken, done }).toEqual({ taken, done: expected });
        for (const replica of replicas) {
          const { document } = await replica.accessDocuments.document(REF);
          const served = [...names].find(
            ([, digest]) => digest === document.approvedRevision?.digest,
          )?.[0];
          expect({ taken, served }).toEqual({ taken, served: model.served });
          expect(
            document.approvedRevision?.tools?.map(({ name }) => name),
          ).toEqual(
            model.served && toolsOf(model.served).map(({ name }) => name),
          );
          expect(document.status === 'suspended').toBe(model.stopped);
        }
        count.served += model.served ? 1 : 0;
        count.rolledBack += taken.do === 'rollBack' && expected ? 1 : 0;
        count.refused += expected ? 0 : 1;
      }
      await knex.destroy();
    };

    it('whatever people try, in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 25, maxLength: 60, size: 'max' }),
          run,
        ),
        modelRuns(databaseId, { sqlite: 20, postgres: 10 }),
      );
      // The test is worth nothing where nothing happens.
      expect(count.served).toBeGreaterThan(50);
      expect(count.rolledBack).toBeGreaterThan(5);
      expect(count.refused).toBeGreaterThan(50);
    });
  },
);

function aim(model: Model, tried: Step): Step {
  if (!tried.isAimed) return tried;
  const { waiting, served, good } = model;
  switch (tried.do) {
    case 'approve':
    case 'reject':
    case 'requestChanges': {
      const who = REVIEWERS.find(name => name !== waiting?.by) ?? tried.who;
      return { ...tried, who, content: waiting?.content ?? tried.content };
    }
    case 'rollBack':
      return { ...tried, content: [...good][0] ?? tried.content };
    case 'submit': {
      const fresh = CONTENTS.find(each => each !== served && !good.has(each));
      return { ...tried, content: fresh ?? tried.content };
    }
    default:
      return tried;
  }
}

/** Lets the model take the step; whether it goes through. */
function foresee(
  model: Model,
  { do: what, who, content }: Step,
  names: ReadonlyMap<Content, string>,
): boolean {
  switch (what) {
    case 'submit':
      return model.submit(who, content);
    case 'probe': {
      const { waiting, served } = model;
      if (!waiting && !served) return false;
      if (![...OWNERS, ...REVIEWERS].includes(who)) return false;
      // The newest is looked at again; it stays that of whoever submitted it.
      const newest = waiting?.content ?? served ?? content;
      return (
        newest === content ||
        model.submit(model.submitters.get(newest) ?? who, content)
      );
    }
    case 'draft':
      return model.tryOut(who, content);
    case 'approve':
    case 'reject':
    case 'requestChanges':
      return (
        names.has(content) && model.decide(who, content, what === 'approve')
      );
    case 'rollBack':
      return names.has(content) && model.rollBack(who, content);
    case 'suspend':
    case 'resume': {
      const may = [...OWNERS, ...REVIEWERS].includes(who);
      if (!may || model.stopped === (what === 'suspend')) return false;
      model.stopped = what === 'suspend';
      return true;
    }
    default:
      return true;
  }
}

async function act(
  registry: TestRegistry,
  { do: what, who, content }: Step,
  names: Map<Content, string>,
): Promise<void> {
  const caller = person(who);
  const digest = names.get(content) ?? `sha256:${'0'.repeat(64)}`;
  switch (what) {
    case 'submit':
    case 'draft':
    case 'probe': {
      registry.state.tools = toolsOf(content);
      const { submissions } = registry;
      const revision =
        what === 'probe'
          ? await submissions.probe(caller, REF)
          : await submissions[what](caller, { serverRef: REF });
      names.set(content, revision.digest);
      return;
    }
    case 'approve':
    case 'reject':
    case 'requestChanges':
      await registry.revisionDecisions.decide(caller, {
        digest,
        decision: {
          decision: what === 'requestChanges' ? 'request-changes' : what,
          reason: 'seen',
        },
      });
      return;
    case 'rollBack': {
      const server = await registry.accessDocuments.document(REF);
      await registry.rollbacks.rollBack(caller, {
        serverRef: REF,
        digest,
        seenApprovedDigest: server.document.approvedRevision?.digest ?? digest,
        reason: 'back',
      });
      return;
    }
    case 'suspend':
    case 'resume':
      await registry.servers[what](caller, { serverRef: REF, reason: 'x' });
      return;
    default:
      await registry.sync.run();
  }
}
