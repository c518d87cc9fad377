import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { activeServer } from '../../__testUtils__/documents';
import { ManualClock } from '../../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../../database/migrate';
import type { Call } from '../../pipeline/types';
import { SealKeys } from '../../sessions/SealKeys';
import { Seal } from '../../sessions/Seal';
import { ConfirmationStore } from './ConfirmationStore';
import { ConfirmLinks } from './ConfirmLinks';
import { CountStore } from './CountStore';
import { READ_SLACK_MS } from './decideHistory';
import { HistoryFacts } from './HistoryFacts';
import { HistoryGuard } from './HistoryGuard';
import { type HistoryRule, historyRuleSchema } from './historyRuleSchema';
import { HistoryRules } from './HistoryRules';
import { OpenReads } from './OpenReads';
import { ReadStore } from './ReadStore';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const WINDOW = 10 * MINUTE;

const document = (
  name: string,
  dataClassification: AccessDocument['dataClassification'],
): AccessDocument => ({
  ...activeServer(name, 'http://up/mcp'),
  ...{ version: 1, sequence: 1, dataClassification },
});
const orders = document('orders', 'confidential');
const mail = document('mail', 'public');

const rule = (part: object): HistoryRule =>
  historyRuleSchema.parse({ id: 'rule', title: 'A rule', ...part });
const leak = rule({
  kind: 'flow',
  after: { servers: { dataClassification: { from: 'confidential' } } },
  servers: { dataClassification: { to: 'internal' } },
  window: { minutes: 10 },
});

/** A call of a tool. A session or token of its own each time: none of them begins anything anew. */
let calls = 0;
function call(at: AccessDocument, tool: string, person = 'alice'): Call {
  calls += 1;
  const user = `user:default/${person}`;
  return {
    ...{ httpMethod: 'POST', headers: {}, serverRef: at.serverRef },
    document: at,
    principal: { userEntityRef: user, ownershipEntityRefs: [user] },
    token: { tokenId: `token-${calls}`, userEntityRef: user, expiresAt: 0 },
    message: { kind: 'request', era: 'modern', method: 'tools/call', tool },
    action: { kind: 'tool', method: 'tools/call', tool },
  } as unknown as Call;
}

describe('HistoryGuard', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      await database('guard_reads').delete();
      await database('guard_counts').delete();
    });

    function replica(
      rules: readonly HistoryRule[],
      clock: ManualClock,
      stores: { reads?: ReadStore; counts?: CountStore } = {},
    ) {
      const logger = mockServices.logger.mock();
      const keys = SealKeys.create({
        ...{ database, clock },
        longestLifeMs: 60 * MINUTE,
      });
      const links = ConfirmLinks.create({ seal: Seal.create({ keys }), clock });
      const reads = stores.reads ?? ReadStore.create({ database });
      const open = OpenReads.create({ store: reads, clock, logger });
      const guard = HistoryGuard.create({
        rules: HistoryRules.create(rules),
        facts: HistoryFacts.create({
          ...{ reads, clock, logger, timeoutMs: 5_000 },
          confirmations: ConfirmationStore.create({ database }),
          counts: stores.counts ?? CountStore.create({ database }),
        }),
        ...{ links, clock, logger },
      });
      /** Through both stages, as a call goes. */
      const pass = async (each: Call) => {
        const checked = await guard.check(each);
        if (checked?.refused) return checked.refused.reason;
        return (await guard.enter(each))?.refused?.reason ?? 'passes';
      };
      return {
        ...{ guard, open, pass },
        links: {
          start: async () => await keys.refresh(),
          open: async (query: URLSearchParams, user: string) =>
            await links.open(query.get('ticket') ?? '', user),
        },
      };
    }

    it('refuses what is sent out after a read on whatever replica, in any order, for the whole window', async () => {
      const step = fc.record({
        replica: fc.integer({ min: 0, max: 2 }),
        what: fc.constantFrom('read', 'write', 'write'),
        pauseMs: fc.constantFrom(0, 1, 5_000, 15_000, 3 * MINUTE, WINDOW),
      });
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 5, maxLength: 25 }),
          async steps => {
            await database('guard_reads').delete();
            const clock = new ManualClock();
            const replicas = [0, 1, 2].map(() => replica([leak], clock));
            let lastRead = Number.NEGATIVE_INFINITY;
            for (const { replica: index, what, pauseMs } of steps) {
              clock.advance(pauseMs);
              const isRead = what === 'read';
              const answer = await replicas[index].pass(
                isRead ? call(orders, 'echo') : call(mail, 'note'),
              );
              const since = clock.now() - lastRead;
              // In the half minute between, either will do.
              const mayPass = isRead || since > WINDOW;
              const mayRefuse = !isRead && since <= WINDOW + READ_SLACK_MS;
              expect([
                ...(mayPass ? ['passes'] : []),
                ...(mayRefuse ? ['guard.flow'] : []),
              ]).toContain(answer);
              if (isRead) lastRead = clock.now();
              refused += answer === 'guard.flow' ? 1 : 0;
            }
          },
        ),
        { numRuns: 30, seed: 5 },
      );
      // It must have refused, else it proves nothing.
      expect(refused).toBeGreaterThan(10);
    });

    it('is about the one person, about what is sent, and about servers as they are now', async () => {
      const { pass } = replica([leak], new ManualClock());
      expect(await pass(call(orders, 'echo'))).toBe('passes');
      expect(await pass(call(mail, 'note', 'bob'))).toBe('passes');
      expect(await pass(call(mail, 'echo'))).toBe('passes');
      expect(await pass(call(orders, 'note'))).toBe('passes');
      expect(await pass(call(mail, 'wipe'))).toBe('guard.flow');
      const inside = { ...mail, dataClassification: 'restricted' } as const;
      expect(await pass(call(inside, 'wipe'))).toBe('passes');
    });

    it('lets no answer to a server’s question out either, and takes a resumed stream for a read', async () => {
      const { pass } = replica([leak], new ManualClock());
      const answer = {
        ...call(mail, 'note'),
        message: { kind: 'response', method: 'response' },
        action: { kind: 'session', method: 'response' },
      } as Call;
      expect(await pass(answer)).toBe('passes');
      const stream: Call = {
        ...call(orders, 'echo'),
        httpMethod: 'GET',
        headers: { 'last-event-id': '7' },
        message: undefined,
        action: { kind: 'session', method: 'http/stream' },
      };
      expect(await pass({ ...stream, headers: {} })).toBe('passes');
      expect(await pass(answer)).toBe('passes');
      expect(await pass(stream)).toBe('passes');
      expect(await pass(answer)).toBe('guard.flow');
    });

    it('counts a window from the end of an answer that takes long', async () => {
      const clock = new ManualClock();
      const { guard, open, pass } = replica([leak], clock);
      const reading = call(orders, 'echo');
      expect(await pass(reading)).toBe('passes');
      const end = open.begin(guard.marksOf(reading));
      clock.advance(2 * WINDOW);
      await open.flush();
      expect(await pass(call(mail, 'note'))).toBe('guard.flow');
      clock.advance(2 * WINDOW);
      end();
      await open.stop();
      clock.advance(WINDOW);
      expect(await pass(call(mail, 'note'))).toBe('guard.flow');
      clock.advance(READ_SLACK_MS);
      expect(await pass(call(mail, 'note'))).toBe('passes');
    });

    it('writes down the end of an answer once it can', async () => {
      const clock = new ManualClock();
      const reads = ReadStore.create({ database });
      const { mark } = reads;
      let isDown = false;
      reads.mark = async marks => {
        if (isDown) throw new Error('The database is gone');
        await mark.call(reads, marks);
      };
      const { guard, open, pass } = replica([leak], clock, { reads });
      const end = open.begin(guard.marksOf(call(orders, 'echo')));
      isDown = true;
      clock.advance(MINUTE);
      end();
      await open.flush();
      isDown = false;
      expect(await pass(call(mail, 'note'))).toBe('passes');
      await open.flush();
      expect(await pass(call(mail, 'note'))).toBe('guard.flow');
      await open.stop();
    });

    it.each(['enforce', 'observe'] as const)(
      'fails closed where what happened cannot be known or kept, as far as it is enforced: %s',
      async mode => {
        const gone = async () => {
          throw new Error('The database is gone');
        };
        const reads = ReadStore.create({ database });
        const counts = CountStore.create({ database });
        reads.latest = gone;
        reads.mark = gone;
        counts.take = gone;
        const few = rule({
          ...{ id: 'few', kind: 'count', calls: 9, per: 'everybody', mode },
          ...{ window: { days: 1 }, servers: { refs: ['billing'] } },
        });
        const rules = [{ ...leak, mode }, few];
        const { pass } = replica(rules, new ManualClock(), { reads, counts });
        const billing = document('billing', 'restricted');
        for (const each of [
          call(mail, 'note'),
          call(orders, 'echo'),
          call(billing, 'echo'),
        ]) {
          expect(await pass(each)).toBe(
            mode === 'enforce' ? 'guard.failed' : 'passes',
          );
        }
      },
    );

    it('lets at most so many through on all replicas together, and begins anew with the window', async () => {
      const few = (per: string) =>
        rule({ kind: 'count', calls: 2, per, window: { hours: 1 } });
      const clock = new ManualClock();
      const pair = (each: HistoryRule) => [
        replica([each], clock),
        replica([each], clock),
      ];
      const [one, other] = pair(few('person'));
      expect(
        (
          await Promise.all(
            [one, other, one, other].map(({ pass }) =>
              pass(call(orders, 'echo')),
            ),
          )
        ).sort(),
      ).toEqual(['guard.too-many', 'guard.too-many', 'passes', 'passes']);
      expect(await one.pass(call(mail, 'echo'))).toBe('guard.too-many');
      expect(await one.pass(call(mail, 'echo', 'bob'))).toBe('passes');
      clock.advance(60 * MINUTE);
      expect(await other.pass(call(orders, 'echo'))).toBe('passes');

      const [together] = pair(few('everybody'));
      await together.pass(call(orders, 'echo'));
      await together.pass(call(mail, 'echo', 'bob'));
      expect(await together.pass(call(mail, 'echo', 'dave'))).toBe(
        'guard.too-many',
      );
      const [byServer] = pair(few('server'));
      await byServer.pass(call(orders, 'echo'));
      await byServer.pass(call(orders, 'echo', 'bob'));
      expect(await byServer.pass(call(orders, 'echo', 'dave'))).toBe(
        'guard.too-many',
      );
      expect(await byServer.pass(call(mail, 'echo', 'dave'))).toBe('passes');
      // Where there are no sessions, each token is one.
      const [bySession] = pair(few('session'));
      const same = call(orders, 'echo');
      await bySession.pass(same);
      await bySession.pass(same);
      expect(await bySession.pass(same)).toBe('guard.too-many');
      expect(await bySession.pass(call(orders, 'echo'))).toBe('passes');
    });

    it('asks the person for whom an agent calls; of an agent under its own name there is nobody to ask', async () => {
      const ask = rule({ kind: 'approval', servers: { refs: ['mail'] } });
      const clock = new ManualClock();
      const { guard, links } = replica([ask], clock);
      await links.start();
      const actor = { ref: 'component:default/triage', kind: 'agent' } as const;
      const acting = call(mail, 'note');
      const forAlice = await guard.check({
        ...acting,
        principal: { ...acting.principal!, actor },
      });
      const { connectPath = '' } = forAlice!.refused!.refusal;
      const ticket = new URLSearchParams(connectPath.split('?')[1]);
      const { asked } = await links.open(ticket, 'user:default/alice');
      expect(asked).toMatchObject({
        ...{ userRef: 'user:default/alice', actorRef: actor.ref },
        ...{ name: 'note', isTool: true },
      });
      const itself = await guard.check({
        ...acting,
        principal: {
          ...{ userEntityRef: actor.ref, ownershipEntityRefs: [actor.ref] },
          actor,
        },
      });
      expect(itself?.refused?.reason).toBe('guard.needs-approval');
      expect(itself?.refused?.refusal).not.toHaveProperty('connectPath');
    });

    it('gives links that end after fifteen minutes', async () => {
      const ask = rule({ kind: 'approval', servers: { refs: ['mail'] } });
      const clock = new ManualClock();
      const { guard, links } = replica([ask], clock);
      await links.start();
      const said = await guard.check(call(mail, 'note'));
      const ticket = new URLSearchParams(
        said!.refused!.refusal.connectPath!.split('?')[1],
      );
      clock.advance(15 * MINUTE - 1);
      await expect(
        links.open(ticket, 'user:default/alice'),
      ).resolves.toBeDefined();
      clock.advance(1);
      await expect(links.open(ticket, 'user:default/alice')).rejects.toThrow(
        'This link has ended',
      );
    });

    it('asks nothing of the database for calls that no rule is about', async () => {
      const asked = jest.fn(async () => new Map());
      const reads = ReadStore.create({ database });
      reads.latest = asked;
      reads.mark = async () => void asked();
      const named = { ...leak, people: ['user:default/bob'] };
      const { guard, pass } = replica([named], new ManualClock(), { reads });
      expect(await pass(call(orders, 'echo'))).toBe('passes');
      expect(await pass(call(mail, 'note'))).toBe('passes');
      expect(asked).not.toHaveBeenCalled();
      expect(await guard.check(call(mail, 'note'))).toBeUndefined();
      expect(await guard.enter(call(mail, 'note'))).toBeUndefined();
      expect(await pass(call(mail, 'note', 'bob'))).toBe('passes');
      expect(asked).toHaveBeenCalledTimes(1);
    });
  });
});
