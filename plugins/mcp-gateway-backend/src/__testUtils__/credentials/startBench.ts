import type { IncomingHttpHeaders } from 'node:http';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { activeServer, grantTo } from '../documents';
import { modern, send } from '../mcpRequests';
import { movableTime } from '../movableTime';
import { scriptModern } from '../scriptModern';
import { startBalancer } from '../startBalancer';
import { startGateway, type TestGateway } from '../startGateway';
import {
  type ScriptedAnswer,
  type ScriptedRequest,
  startScripted,
} from '../startScripted';
import type { CredentialRig } from './CredentialRig';
import type { CredentialTraits } from './CredentialTraits';

const SERVER = 'api:default/orders';
const PEOPLE = ['alice', 'dave'];
const LATE = '2099-01-01T00:00:00.000Z';

/** Two gateways on one database, before a system that takes nobody without a credential of one type. Both people have linked theirs. */
export async function startBench(traits: CredentialTraits, knex: Knex) {
  const time = movableTime();
  const gateways: TestGateway[] = [];
  /** Client tokens that were shown to the gateways. */
  const tokens: string[] = [];
  const state = {
    /** What the system behind was sent with calls. */
    sent: [] as IncomingHttpHeaders[],
    /** How often it took nobody. */
    refusals: 0,
    redirectsTo: undefined as string | undefined,
  };
  // The rig is there before anybody calls.
  const started: { rig?: CredentialRig } = {};

  const upstream = await startScripted(
    async (request: ScriptedRequest): Promise<ScriptedAnswer> => {
      const isCall = request.bytes.includes('"tools/call"');
      if (isCall) state.sent.push(request.headers);
      if (state.redirectsTo && isCall) {
        return { status: 307, headers: { location: state.redirectsTo } };
      }
      const who = await started.rig?.whoIs(request.headers);
      if (who === undefined) {
        state.refusals += 1;
        return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
      }
      const answer = scriptModern(request);
      const body = answer.body?.replace('echo was called', `you are ${who}`);
      return { ...answer, body };
    },
  );
  const balancer = await startBalancer(() => gateways[0]?.address);
  const rig = await traits.start({
    publicUrl: balancer.url,
    upstreamUrl: upstream.url,
    serverRef: SERVER,
    name: 'company',
  });
  started.rig = rig;
  const active = activeServer('orders', upstream.url);
  const start = async () =>
    await startGateway({
      publicUrl: balancer.url,
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
    });
  gateways.push(await start(), await start());
  await rig.ready?.();
  for (const person of PEOPLE) await rig.link?.(gateways[0], person);

  async function call(person = 'alice', at = 0) {
    const token = await gateways[at].token(person, 'orders');
    tokens.push(token);
    const endpoint = `${gateways[at].address}/servers/default/orders/mcp`;
    for (;;) {
      const answer = await send(endpoint, {
        token,
        ...modern('tools/call', { name: 'echo', arguments: {} }),
      });
      const text = await answer.text();
      const { result, error } = JSON.parse(text);
      const said = result?.content?.[0]?.text ?? error?.data?.reason;
      const { status, headers } = answer;
      // Leases of limits are settled in the background, which a jump of the time overtakes.
      if (said !== 'limit.exceeded') return { status, said, text, headers };
    }
  }
  // What the server speaks is found out once, and is not what is counted.
  await call();
  state.sent.length = 0;
  state.refusals = 0;

  return {
    ...{ rig, gateways, upstream, tokens, state, call },
    /** What a call comes to: an answer's text, or the reason of its refusal. */
    saidTo: async (person = 'alice', at = 0): Promise<string> =>
      (await call(person, at)).said,
    /** What the system behind says to whom it takes. */
    welcome: (person = 'alice') =>
      `you are ${traits.isPersonal ? person : 'anybody'}`,
    /** Jumps, and waits until both gateways have heard their registry again. */
    async pass(ms: number) {
      time.pass(ms);
      for (const gateway of gateways) await gateway.feedIs('current');
    },
    /** Alice ends it, at the first gateway. */
    async disconnect() {
      const alice = gateways[0].as('alice');
      const { body } = await alice.get('/connections').expect(200);
      await alice.delete(`/connections/${body.items[0].id}`).expect(200);
    },
    async stop() {
      for (const gateway of gateways) await gateway.stop();
      await Promise.all([rig, balancer, upstream].map(each => each.stop()));
      time.restore();
    },
  };
}

/** See {@link startBench}. */
export type Bench = Awaited<ReturnType<typeof startBench>>;
