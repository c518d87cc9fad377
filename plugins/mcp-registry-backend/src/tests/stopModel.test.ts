import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type AccessDocument,
  ActiveStops,
  decide,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import { modelRuns } from '../__testUtils__/modelRuns';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const PEOPLE = ['bob', 'bill', 'carol', 'erin', 'alice'] as const;
type Name = (typeof PEOPLE)[number];
const OWNERS: readonly Name[] = ['bob', 'bill'];
const SECURITY: readonly Name[] = ['carol', 'erin'];
const THINGS = ['server', 'echo', 'add', 'alice', 'dave'] as const;
type Thing = (typeof THINGS)[number];
const CALLERS = ['alice', 'dave'] as const;
const TOOLS = ['echo', 'add'] as const;
const ENDS_IN = 100;

jest.setTimeout(300_000);

interface Step {
  do: 'stop' | 'propose' | 'confirm' | 'lift' | 'write' | 'wait' | 'read';
  who: Name;
  thing: Thing;
  /** Which of the stops there were so far. */
  which: number;
  ends: boolean;
  registry: 0 | 1;
  gateway: 0 | 1;
}

/** What must be true, said in another way than the registry does: a log of who closed and opened what. It knows no states. */
class Model {
  seconds = 0;
  readonly stops: {
    thing: Thing;
    by: Name[];
    wide: boolean;
    until: number;
    waits: boolean;
  }[] = [];
  /** Entries that gateways hear of: a stop that closes, or opens. */
  readonly log: { stop: number; closes: boolean }[] = [];

  stop(by: Name, thing: Thing, ends: boolean, byTool: boolean): boolean {
    const isPerson = thing === 'alice' || thing === 'dave';
    const wide = SECURITY.includes(by);
    if (!wide && (isPerson || !OWNERS.includes(by))) return false;
    const until = ends ? this.seconds + ENDS_IN : Infinity;
    const waits = byTool && isPerson;
    this.stops.push({ thing, by: [by], wide, until, waits });
    if (!waits) this.log.push({ stop: this.stops.length - 1, closes: true });
    return true;
  }

  confirm(by: Name, which: number): boolean {
    const stop = this.stops[which];
    if (!stop?.waits || !SECURITY.includes(by)) return false;
    if (stop.until <= this.seconds) return false;
    stop.waits = false;
    stop.by.push(by);
    this.log.push({ stop: which, closes: true });
    return true;
  }

  lift(by: Name, which: number): boolean {
    const stop = this.stops[which];
    if (!stop || stop.waits || stop.by.includes(by)) return false;
    if (stop.until <= this.seconds) return false;
    const entries = this.log.filter(entry => entry.stop === which);
    if (entries.at(-1)?.closes !== true) return false;
    const isAbout = stop.thing === by;
    const isEnough =
      SECURITY.includes(by) || (OWNERS.includes(by) && !stop.wide);
    const mayTouch =
      isEnough && !(stop.thing === 'dave' && !SECURITY.includes(by));
    if (!mayTouch || isAbout) return false;
    this.log.push({ stop: which, closes: false });
    return true;
  }

  /** Whether a call is closed for who has read so much of the log. */
  isClosed(read: number, caller: string, tool: string): boolean {
    return this.stops.some(({ thing, until }, at) => {
      const last = this.log
        .slice(0, read)
        .filter(({ stop }) => stop === at)
        .at(-1);
      const hits = thing === 'server' || thing === tool || thing === caller;
      return hits && last?.closes === true && this.seconds < until;
    });
  }
}

/** A gateway's way of reading: as far as the feed goes, any number of times. */
class Gateway {
  sequence = 0;
  read = 0;
  #listSequence = 0;
  #stops: ActiveStops | undefined;
  #document: AccessDocument | undefined;

  async follow({ accessDocuments }: TestRegistry, model: Model) {
    const page = await accessDocuments.changes({ after: this.sequence });
    if (page.head < this.sequence) throw new Error('The feed went back');
    if (page.stops !== this.#listSequence) {
      const { sequence, items } = await accessDocuments.stops();
      if (sequence !== page.stops) throw new Error('Another list than told');
      this.#listSequence = sequence;
      this.#stops = ActiveStops.from(items);
    }
    this.#document = (await accessDocuments.document(REF)).document;
    this.sequence = page.head;
    this.read = model.log.length;
  }

  allows(caller: string, tool: string, now: number): boolean {
    const ref = `user:default/${caller}`;
    const { effect, reason } = decide({
      document: this.#document && {
        ...this.#document,
        grants: CALLERS.map(name => ({
          id: name,
          subject: `user:default/${name}`,
          tools: { kind: 'all' as const },
          expiresAt: '2099-01-01T00:00:00.000Z',
        })),
      },
      principal: { userEntityRef: ref, ownershipEntityRefs: [ref] },
      action: { kind: 'tool', method: 'tools/call', tool },
      feed: 'current',
      now,
      stops: this.#stops,
    });
    if (effect === 'deny' && !reason.startsWith('stop.')) {
      throw new Error(`Refused as ${reason}`);
    }
    return effect === 'allow';
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...(['stop', 'stop', 'stop', 'propose', 'confirm', 'lift'] as const),
    ...(['lift', 'lift', 'write', 'wait', 'read', 'read', 'read'] as const),
  ),
  who: fc.constantFrom(...PEOPLE),
  thing: fc.constantFrom(...THINGS),
  which: fc.nat({ max: 2 }),
  ends: fc.boolean(),
  registry: fc.constantFrom(0, 1),
  gateway: fc.constantFrom(0, 1),
}) as fc.Arbitrary<Step>;

describe.each(databases.eachSupportedId())(
  'no sequence of events on two registries and two gateways allows what was stopped, on %s',
  databaseId => {
    const count = { closed: 0, lifted: 0, refused: 0, behind: 0 };

    const run = async (steps: readonly Step[]) => {
      const knex = await databases.init(databaseId);
      const registries: TestRegistry[] = [];
      for (let at = 0; at < 2; at += 1) {
        const registry = await startRegistry({
          knex,
          entities: [serverEntity()],
        });
        await registry.sync.run();
        registries.push(registry);
      }
      const { digest } = await registries[0].submissions.submit(person('bob'), {
        serverRef: REF,
      });
      await registries[0].revisionDecisions.decide(person('carol'), {
        digest,
        decision: { decision: 'approve', reason: 'seen' },
      });
      const model = new Model();
      const gateways = [new Gateway(), new Gateway()];
      for (const gateway of gateways) {
        await gateway.follow(registries[0], model);
      }
      const ids: string[] = [];
      for (const taken of steps) {
        const registry = registries[taken.registry];
        const expected = foresee(model, taken);
        const done = await act(registries, taken, ids, registry).then(
          () => true,
          () => false,
        );
        if (expected !== undefined) {
          expect({ taken, done }).toEqual({ taken, done: expected });
          if (!done) count.refused += 1;
          else if (taken.do === 'lift') count.lifted += 1;
        }
        if (taken.do === 'read') {
          await gateways[taken.gateway].follow(registry, model);
        }
        const now = registries[0].state.now.getTime();
        for (const gateway of gateways) {
          if (gateway.read < model.log.length) count.behind += 1;
          for (const caller of CALLERS) {
            for (const tool of TOOLS) {
              const isClosed = model.isClosed(gateway.read, caller, tool);
              expect({
                ...{ taken, caller, tool },
                allowed: gateway.allows(caller, tool, now),
              }).toEqual({ taken, caller, tool, allowed: !isClosed });
              if (isClosed) count.closed += 1;
            }
          }
        }
      }
      await knex.destroy();
    };

    it('over any steps', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), run),
        modelRuns(databaseId, { sqlite: 25, postgres: 15 }),
      );
      // The steps did happen.
      expect(count.closed).toBeGreaterThan(100);
      expect(count.lifted).toBeGreaterThan(0);
      expect(count.refused).toBeGreaterThan(0);
      expect(count.behind).toBeGreaterThan(20);
    });
  },
);

/** What the model says to a step; nothing where it is not a person's. */
function foresee(model: Model, taken: Step): boolean | undefined {
  const { who, thing, which, ends } = taken;
  switch (taken.do) {
    case 'stop':
      return model.stop(who, thing, ends, false);
    case 'propose':
      return model.stop(who, thing, ends, true);
    case 'confirm':
      return model.confirm(who, which);
    case 'lift':
      return model.lift(who, which);
    case 'wait':
      model.seconds += 60;
      return undefined;
    default:
      return undefined;
  }
}

async function act(
  registries: readonly TestRegistry[],
  taken: Step,
  ids: string[],
  registry: TestRegistry,
) {
  const { thing, ends, which } = taken;
  const { service } = registry.stops;
  const byTool = taken.do === 'propose';
  const who = person(taken.who, byTool ? { actor: 'plugin:scaffolder' } : {});
  switch (taken.do) {
    case 'stop':
    case 'propose': {
      const target = targetOf(thing);
      const end = registry.state.now.getTime() + ENDS_IN * 1000;
      const { stop } = await service.create(who, {
        ...{ ...target, reason: 'It leaks.' },
        ...(ends && { endsAt: new Date(end).toISOString() }),
      });
      ids.push(stop.id);
      return;
    }
    case 'confirm':
      await service.confirm(who, ids[which] ?? 'none');
      return;
    case 'lift':
      await service.lift(who, { id: ids[which] ?? 'none', reason: 'Mended.' });
      return;
    case 'write':
      await service.endDue();
      return;
    case 'wait':
      for (const each of registries) each.wait(60);
      return;
    case 'read':
      return;
    default:
      taken.do satisfies never;
  }
}

function targetOf(thing: Thing) {
  switch (thing) {
    case 'server':
      return { kind: 'server', serverRef: REF } as const;
    case 'echo':
    case 'add':
      return { kind: 'tool', serverRef: REF, subject: thing } as const;
    default:
      return { kind: 'person', subject: `user:default/${thing}` } as const;
  }
}
