import { TestDatabases } from '@backstage/backend-test-utils';
import { decide } from '@sallyport/backstage-plugin-mcp-gateway-common';
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
const ORIGINS = ['url:https://git.example.com/catalog.yaml', 'url:https://x'];
const DAY = 24 * 60 * 60;

jest.setTimeout(300_000);

const DO = [
  ...['approve', 'approve', 'approve', 'grant', 'grant', 'grant', 'grant'],
  ...['deprecate', 'deprecate', 'keep', 'retire', 'suspend'],
  ...['resume', 'resume', 'gone', 'back', 'back', 'elsewhere'],
  ...['work', 'work', 'wait', 'wait', 'wait'],
] as const;
interface Step {
  do: (typeof DO)[number];
  replica: 0 | 1;
  days: number;
}

/** Where nobody ever gets access, nothing is proved. */
const BEGINNING: Step[] = [
  { do: 'approve', replica: 0, days: 1 },
  { do: 'grant', replica: 1, days: 12 },
];

/** One server, told from what was said about it, in the order of its being said. It knows no states. */
class Told {
  isApproved = false;
  isStopped = false;
  isGone = false;
  lastDay?: number;
  isOver = false;
  /** Until when somebody has access. */
  access: number[] = [];

  isServed(now: number): boolean {
    const isPast = this.lastDay !== undefined && this.lastDay <= now;
    return (
      this.isApproved &&
      !this.isStopped &&
      !this.isGone &&
      !this.isOver &&
      !isPast
    );
  }
}

/** The world: which of two origins the name comes from, and what was said of the server of each. */
class Model {
  readonly servers = [new Told(), new Told()];
  at = 0;

  get server(): Told {
    return this.servers[this.at];
  }

  mayCall(now: number): boolean {
    return (
      this.server.isServed(now) && this.server.access.some(last => last > now)
    );
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...DO),
  replica: fc.constantFrom(0 as const, 1 as const),
  days: fc.integer({ min: 1, max: 12 }),
});

describe.each(databases.eachSupportedId())(
  'no sequence of ends and returns on two replicas lets somebody call, on %s',
  databaseId => {
    const count = { allowed: 0, ended: 0, refused: 0 };

    const run = async (steps: readonly Step[]) => {
      const knex = await databases.init(databaseId);
      const replicas: TestRegistry[] = [];
      for (let at = 0; at < 2; at += 1) {
        replicas.push(
          await startRegistry({
            knex,
            entities: [],
            checkSettings: { required: NO_CHECKS_REQUIRED },
          }),
        );
      }
      const model = new Model();
      const setEntity = async (isThere: boolean) => {
        for (const { state } of replicas) {
          state.entities = isThere
            ? [serverEntity({ origin: ORIGINS[model.at] })]
            : [];
        }
        await replicas[0].sync.run();
      };
      await setEntity(true);
      try {
        for (const taken of [...BEGINNING, ...steps]) {
          const registry = replicas[taken.replica];
          const now = registry.state.now.getTime();
          const expected = foresee(model, taken, now);
          const done = await act(
            { registry, replicas, model, setEntity },
            taken,
          );
          expect({ taken, done }).toEqual({ taken, done: expected });
          count.refused += expected ? 0 : 1;
          count.ended += model.servers.some(({ isOver }) => isOver) ? 1 : 0;
          for (const replica of replicas) {
            const at = replica.state.now.getTime();
            const { document } = await replica.accessDocuments.document(REF);
            const { effect } = decide({
              document,
              principal: {
                userEntityRef: 'user:default/alice',
                ownershipEntityRefs: ['user:default/alice'],
              },
              action: { kind: 'list', method: 'tools/list' },
              feed: 'current',
              now: at,
            });
            const isAllowed = effect === 'allow';
            expect({ taken, isAllowed }).toEqual({
              taken,
              isAllowed: model.mayCall(at),
            });
            count.allowed += isAllowed ? 1 : 0;
          }
        }
      } finally {
        await knex.destroy();
      }
    };

    it('whatever happens, in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 25, maxLength: 60, size: 'max' }),
          run,
        ),
        modelRuns(databaseId, { sqlite: 20, postgres: 8 }),
      );
      // The test is worth nothing where nothing happens.
      expect(count.allowed).toBeGreaterThan(15);
      expect(count.ended).toBeGreaterThan(10);
      expect(count.refused).toBeGreaterThan(20);
    });
  },
);

/** Lets the model take the step; whether it goes through. */
function foresee(model: Model, { do: what, days }: Step, now: number): boolean {
  const { server } = model;
  const isLost = server.isGone || server.isOver;
  const holds = server.access.some(last => last > now);
  switch (what) {
    case 'approve':
      if (isLost) return false;
      server.isApproved = true;
      return true;
    case 'grant':
      if (isLost || (server.lastDay !== undefined && !holds)) return false;
      server.access.push(now + days * DAY * 1000);
      return true;
    case 'deprecate':
      if (isLost || !server.isApproved) return false;
      server.lastDay = now + days * DAY * 1000;
      return true;
    case 'keep':
      if (isLost || server.lastDay === undefined) return false;
      server.lastDay = undefined;
      return true;
    case 'retire':
      if (server.isOver) return false;
      end(server);
      return true;
    case 'suspend':
    case 'resume': {
      // A server whose entity is gone can still be stopped, and that stays.
      const isStop = what === 'suspend';
      if (server.isOver || server.isStopped === isStop) return false;
      if (!isStop && server.isGone) return false;
      server.isStopped = isStop;
      return true;
    }
    case 'gone':
      server.isGone = true;
      return true;
    case 'back':
      server.isGone = false;
      return true;
    case 'elsewhere':
      // Whoever loses the name is stopped; whoever takes it is as it was.
      server.isStopped = true;
      model.at = 1 - model.at;
      model.server.isGone = false;
      return true;
    case 'work':
      for (const each of model.servers) {
        if (each.lastDay !== undefined && each.lastDay <= now) end(each);
      }
      return true;
    default:
      return true;
  }
}

function end(server: Told) {
  server.isOver = true;
  server.lastDay = undefined;
  server.access = [];
}

async function act(
  world: {
    registry: TestRegistry;
    replicas: readonly TestRegistry[];
    model: Model;
    setEntity(isThere: boolean): Promise<void>;
  },
  { do: what, days }: Step,
): Promise<boolean> {
  const { registry, replicas, setEntity } = world;
  const [bob, carol, alice] = ['bob', 'carol', 'alice'].map(n => person(n));
  const named = { serverRef: REF, reason: 'because' };
  const retireAt = new Date(
    registry.state.now.getTime() + days * DAY * 1000,
  ).toISOString();
  const tried: Record<Step['do'], () => Promise<unknown>> = {
    approve: async () => {
      const { digest, state } = await registry.submissions.submit(bob, named);
      if (state === 'approved') return;
      for (const who of [carol, person('bill')]) {
        const decided = await registry.revisionDecisions.decide(who, {
          digest,
          decision: { decision: 'approve' },
        });
        if (decided.revision.state === 'approved') return;
      }
    },
    grant: async () => {
      const { id } = await registry.accessRequests.create(alice, {
        ...named,
        purpose: 'to call',
        tools: { kind: 'all' },
        durationDays: days,
      });
      await registry.accessDecisions.decide(bob, {
        id,
        decision: { decision: 'approve' },
      });
    },
    deprecate: () => registry.lifecycle.deprecate(bob, { ...named, retireAt }),
    keep: () => registry.lifecycle.keep(bob, named),
    retire: () => registry.lifecycle.retire(bob, named),
    suspend: () => registry.servers.suspend(bob, named),
    resume: () => registry.servers.resume(bob, named),
    gone: () => setEntity(false),
    back: () => setEntity(true),
    elsewhere: () => setEntity(true),
    work: () => registry.lifecycleWorker.run(),
    wait: async () => replicas.forEach(each => each.wait(days * DAY)),
  };
  return await tried[what]().then(
    () => true,
    () => false,
  );
}
