import type { IncomingHttpHeaders } from 'node:http';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { activeServer, grantTo } from '../documents';
import { modern, send } from '../mcpRequests';
import { movableTime } from '../movableTime';
import { scriptModern } from '../scriptModern';
import { startBalancer } from '../startBalancer';
import { startGateway, type TestGateway } from '../startGateway';
import { type ScriptedAnswer, startScripted } from '../startScripted';
import { waitUntil } from '../waitUntil';
import type { CredentialRig } from './CredentialRig';
import type { CredentialTraits } from './CredentialTraits';

const SERVER = 'api:default/orders';
const PEOPLE = ['alice', 'dave'];
const LATE = '2099-01-01T00:00:00.000Z';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One kind of credential at two gateways on one database, before a system that takes nobody without it (threats C1 to C5). */
export function describeCredential(
  type: string,
  traits: CredentialTraits,
): void {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  // One database is enough for what the stores prove on both: the real one where there is one.
  const [[databaseId]] = databases.eachSupportedId().slice(-1);

  describe(`credentials of the type ${type}`, () => {
    let rig: CredentialRig;
    let balancer: Awaited<ReturnType<typeof startBalancer>>;
    let upstream: Awaited<ReturnType<typeof startScripted>>;
    let elsewhere: Awaited<ReturnType<typeof startScripted>>;
    let time: ReturnType<typeof movableTime>;
    let gateways: TestGateway[];
    /** What the system behind was sent with calls, and how often it took nobody. */
    let sent: IncomingHttpHeaders[];
    let refusals: number;
    let redirectsTo: string | undefined;
    const tokens: string[] = [];

    beforeEach(async () => {
      time = movableTime();
      gateways = [];
      sent = [];
      refusals = 0;
      redirectsTo = undefined;
      elsewhere = await startScripted(scriptModern);
      upstream = await startScripted(
        async (request): Promise<ScriptedAnswer> => {
          const isCall = request.bytes.includes('"tools/call"');
          if (isCall) sent.push(request.headers);
          if (redirectsTo && isCall) {
            return { status: 307, headers: { location: redirectsTo } };
          }
          const who = await rig.whoIs(request.headers);
          if (who === undefined) {
            refusals += 1;
            return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
          }
          const answer = scriptModern(request);
          const body = answer.body?.replace(
            'echo was called',
            `you are ${who}`,
          );
          return { ...answer, body };
        },
      );
      balancer = await startBalancer(() => gateways[0]?.address);
      const { url: publicUrl } = balancer;
      rig = await traits.start({
        publicUrl,
        upstreamUrl: upstream.url,
        serverRef: SERVER,
        name: 'company',
      });
      const knex = await databases.init(databaseId);
      const active = activeServer('orders', upstream.url);
      for (let count = 0; count < 2; count++) {
        gateways.push(
          await startGateway({
            publicUrl,
            ...rig.config,
            encryption: { keys: [{ id: 'first', secret: 'k'.repeat(40) }] },
            features: [
              createServiceFactory({
                service: coreServices.database,
                deps: {},
                factory: () => ({ getClient: async () => knex }),
              }),
            ],
            prepare: registry =>
              registry.put({
                ...active,
                approvedRevision: {
                  ...active.approvedRevision!,
                  credential: rig.credential,
                },
                grants: PEOPLE.map(name =>
                  grantTo(`user:default/${name}`, { expiresAt: LATE }),
                ),
              }),
          }),
        );
      }
      await rig.ready?.();
      for (const person of PEOPLE) await rig.link?.(gateways[0], person);
      // What the server speaks is found out once, and is not what is counted here.
      await call();
      sent.length = 0;
      refusals = 0;
    });

    afterEach(async () => {
      for (const gateway of gateways) await gateway.stop();
      await Promise.all(
        [rig, balancer, upstream, elsewhere].map(each => each.stop()),
      );
      time.restore();
    });

    async function call(person = 'alice', at = 0) {
      const gateway = gateways[at];
      const token = await gateway.token(person, 'orders');
      tokens.push(token);
      for (;;) {
        const answer = await send(
          `${gateway.address}/servers/default/orders/mcp`,
          { token, ...modern('tools/call', { name: 'echo', arguments: {} }) },
        );
        const text = await answer.text();
        const { result, error } = JSON.parse(text);
        const said = result?.content?.[0]?.text ?? error?.data?.reason;
        const { status, headers } = answer;
        // Leases of limits are settled in the background, which a jump of the time overtakes.
        if (said !== 'limit.exceeded') return { status, said, text, headers };
      }
    }
    const saidTo = async (person = 'alice', at = 0) =>
      (await call(person, at)).said;
    const isTaken = (person = 'alice') =>
      `you are ${traits.isPersonal ? person : 'anybody'}`;

    /** Jumps, and waits until both gateways have heard their registry again. */
    async function pass(ms: number) {
      time.pass(ms);
      for (const gateway of gateways) await gateway.feedIs('current');
    }
    const secretIn = (headers: IncomingHttpHeaders) =>
      headers.authorization ?? headers['x-api-key'];

    it('works, for each person as themselves, on each replica, without the client’s own token (C1)', async () => {
      for (const at of [0, 1]) {
        for (const person of PEOPLE) {
          expect(await saidTo(person, at)).toBe(isTaken(person));
        }
      }
      const secrets = new Set(sent.map(secretIn));
      if (traits.isPersonal) {
        const [ofAlice, ofDave] = sent.map(secretIn);
        expect(ofAlice).not.toBe(ofDave);
      } else expect(secrets.size).toBe(1);
      expect(refusals).toBe(0);
      const seen = JSON.stringify(upstream.seen.map(({ headers }) => headers));
      expect(tokens.filter(token => seen.includes(token))).toEqual([]);
      expect(tokens.length).toBeGreaterThan(3);
    });

    it('C2: follows no redirect with it', async () => {
      redirectsTo = elsewhere.url;
      expect(await saidTo()).toBe('upstream.invalid');
      expect(elsewhere.seen).toEqual([]);
    });

    it('is had anew, or asked for, when the system behind takes it no more', async () => {
      await call();
      await rig.revoke(sent[0]);
      const { said, text } = await call();
      expect(text).not.toContain(secretIn(sent[0]));
      expect(said).toBe(
        traits.whenRevoked === 'anew' ? isTaken() : traits.whenRevoked,
      );
      if (traits.isPersonal) expect(await saidTo('dave')).toBe(isTaken('dave'));
      // The server itself is well: no circuit breaker keeps anybody from it.
      for (let more = 0; more < 10; more++) await call();
      if (traits.isPersonal) expect(await saidTo('dave')).toBe(isTaken('dave'));
    });

    const { renewsAfter, endsAfter, followsWithin, keptFor, refused } = traits;

    if (renewsAfter !== undefined && endsAfter !== undefined) {
      it('is another before it ends, and after it has, without a refusal', async () => {
        await call();
        await pass(renewsAfter);
        expect(await saidTo()).toBe(isTaken());
        const [before, after] = sent.map(secretIn);
        expect(after).not.toBe(before);
        await pass(endsAfter);
        expect(await rig.whoIs(sent[1])).toBeUndefined();
        expect(await saidTo()).toBe(isTaken());
        expect(refusals).toBe(0);
      });
    }

    if (followsWithin !== undefined) {
      it('follows who rotates it', async () => {
        await call();
        await rig.rotate?.();
        await pass(followsWithin);
        expect(await saidTo()).toBe(isTaken());
        expect(refusals).toBe(0);
        // Sooner where the old one is refused.
        await rig.rotate?.();
        await pass(2 * SECOND);
        expect(await saidTo()).toBe(isTaken());
        expect(refusals).toBe(1);
      });
    }

    if (keptFor !== undefined) {
      it('C5: is used to its end while whoever gives it is away; then "not now", until they are back', async () => {
        await call();
        rig.setAway?.(true);
        await pass(keptFor - 10 * SECOND);
        expect(await saidTo()).toBe(isTaken());
        await pass(endsAfter ?? keptFor);
        const away = await call();
        expect(away).toMatchObject({
          status: 503,
          said: 'credential.unavailable',
        });
        expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
        const asked = rig.asked?.();
        await Promise.all(Array.from({ length: 10 }, () => call()));
        expect(rig.asked?.()).toBe(asked);
        rig.setAway?.(false);
        await pass(10 * SECOND);
        expect(await saidTo()).toBe(isTaken());
      });
    }

    if (refused) {
      it('C5: is dropped when whoever gives it says no', async () => {
        await call();
        rig.refuse?.();
        await pass(refused.after);
        for (const at of [0, 1]) {
          const { said, text } = await call('alice', at);
          expect(said).toBe(refused.reason);
          expect(text).not.toContain(secretIn(sent[0]));
        }
        expect(sent).toHaveLength(1);
      });
    }

    if (traits.questions !== undefined) {
      it('C5: is asked for once by each who has to, however many calls wait on both replicas', async () => {
        await Promise.all([call('alice', 0), call('alice', 1)]);
        await pass(endsAfter ?? 2 * MINUTE);
        const asked = rig.asked?.() ?? 0;
        const said = await Promise.all(
          Array.from({ length: 20 }, (__, index) => saidTo('alice', index % 2)),
        );
        expect(new Set(said)).toEqual(new Set([isTaken()]));
        expect((rig.asked?.() ?? 0) - asked).toBe(traits.questions);
      });
    }

    if (traits.isLinked) {
      it('ends on both replicas when the person disconnects, and nobody else’s does', async () => {
        expect(await saidTo('alice', 1)).toBe(isTaken());
        await disconnect();
        expect(await saidTo()).toBe('credential.needs-sign-in');
        await waitUntil(
          async () => (await saidTo('alice', 1)) === 'credential.needs-sign-in',
        );
        expect(await saidTo('dave', 1)).toBe(isTaken('dave'));
        await rig.link?.(gateways[1], 'alice');
        expect(await saidTo('alice', 1)).toBe(isTaken());
      });

      it('C4: is nobody’s who opens the link of another', async () => {
        await disconnect();
        const { text } = await call();
        const ticket = /#ticket=([\w.-]+)/.exec(text)?.[1];
        expect(ticket).toBeDefined();
        const where = { ...rig.linked, ticket };
        const dave = gateways[1].as('dave');
        const answer =
          type === 'personal-key'
            ? await dave.post('/connections/keys', { ...where, key: 'of-dave' })
            : await dave.post('/connections/sign-ins', where);
        expect(answer.status).toBe(403);
        expect(answer.body.error.message).toContain('for somebody else');
        expect(await saidTo()).toBe('credential.needs-sign-in');
        expect(await saidTo('dave')).toBe(isTaken('dave'));
      });
    }

    /** Alice, at the first replica. */
    async function disconnect() {
      const alice = gateways[0].as('alice');
      const { body } = await alice.get('/connections').expect(200);
      await alice.delete(`/connections/${body.items[0].id}`).expect(200);
    }
  });
}
