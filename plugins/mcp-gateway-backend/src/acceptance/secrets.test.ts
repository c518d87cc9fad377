import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { findSecrets } from '../__testUtils__/secrets/findSecrets';
import { keepLog } from '../__testUtils__/keepLog';
import { message, send } from '../__testUtils__/mcpRequests';
import { readAllTables } from '../__testUtils__/secrets/readAllTables';
import { startAuthorization } from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

describe('C6: nothing secret in logs, errors, records and tables', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())('on %s', async databaseId => {
    const knex = await databases.init(databaseId);
    const lines: string[] = [];
    const secrets = new Map<string, string>();
    const places = new Map<string, string>();
    const bench = await startAuthorization({
      gateway: {
        features: [
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          createServiceFactory({
            service: coreServices.rootLogger,
            deps: {},
            factory: () => keepLog(lines),
          }),
        ],
      },
    });
    try {
      const { gateway, orders } = bench;
      const alice = gateway.as('alice');
      const answered = (what: string, body: unknown) =>
        places.set(`the answer to ${what}`, JSON.stringify(body));

      // Sign-in, step by step, with everything that is handed out on the way.
      const client = bench.newClient();
      const browser = bench.newBrowser();
      const id = await bench.begin(browser, client);
      answered('the question', (await alice.get(`/interactions/${id}`)).body);
      const ticket = await bench.decide(id);
      secrets.set('ticket', new URL(ticket).searchParams.get('ticket')!);
      const { url } = await browser.open(ticket);
      const code = url.searchParams.get('code')!;
      secrets.set('code', code);
      secrets.set('verifier', client.verifier);
      const first = await client.exchange(code, orders);
      const refresh = String(first.body.refresh_token);
      secrets.set('access token', String(first.body.access_token));
      secrets.set('refresh token', refresh);
      const second = await client.refresh(refresh);
      secrets.set('second access token', String(second.body.access_token));
      secrets.set('second refresh token', String(second.body.refresh_token));
      const made = await alice
        .post('/personal-tokens', { name: 'x', days: 1, allServers: true })
        .expect(201);
      secrets.set('personal token', made.body.token);
      secrets.set('gateway token', await gateway.token('alice', 'orders'));

      // Calls with each, allowed and refused, and with each where no secret belongs.
      const before = new Map(secrets);
      for (const [name, token] of before) {
        for (const where of ['orders', 'billing']) {
          const answer = await send(gateway.endpoint(where), {
            token,
            body: message('tools/list'),
          });
          const text = await answer.text();
          const headers = JSON.stringify([...answer.headers]);
          places.set(`the answer of ${where} to the ${name}`, text + headers);
        }
      }
      const personal = made.body.token as string;
      const called = await send(orders, {
        token: personal,
        body: message('tools/call', { name: 'echo', arguments: { text: 'x' } }),
      });
      answered('a call', await called.text());

      // Errors: what is replayed ends, and is not repeated to whoever tried.
      const replayed = [
        await client.exchange(code, orders),
        await client.exchange(code, orders, { code_verifier: 'x'.repeat(43) }),
        await client.refresh(refresh),
        await client.refresh(`${refresh}x`),
      ];
      expect(replayed.map(({ status }) => status)).toEqual([
        400, 400, 400, 400,
      ]);
      answered('what was replayed', replayed);
      answered('the ticket again', (await browser.open(ticket)).text);

      for (const path of [
        '/tokens',
        '/personal-tokens',
        '/consents',
        '/info',
        '/calls?role=all',
      ]) {
        const { status, body } = await alice.get(path);
        expect([path, status]).toEqual([path, 200]);
        answered(path, body);
      }
      answered('records', await gateway.calls(3));
      const tables = await readAllTables(knex);
      expect([...tables.keys()]).toEqual(
        expect.arrayContaining(['calls', 'tokens', 'signing_keys']),
      );
      for (const [name, text] of tables) places.set(`table ${name}`, text);
    } finally {
      await bench.stop();
    }
    expect(lines.length).toBeGreaterThan(0);
    places.set('the log', lines.join('\n'));
    // This gateway has no encryption key, so its own key stands open, in that table alone; `replicas.test.ts` has one sealed.
    expect(findSecrets({ secrets, places })).toEqual([
      'a private key as JWK in table signing_keys',
    ]);

    // The scan sees what it was given: planted in each kind of place, it is found there.
    const planted = new Map(
      [...places].map(([place, text]) => [
        place,
        `${text}${secrets.get('refresh token')}`,
      ]),
    );
    expect(
      findSecrets({ secrets, places: planted }).filter(what =>
        what.startsWith('refresh token in '),
      ),
    ).toHaveLength(places.size);
  });
});
