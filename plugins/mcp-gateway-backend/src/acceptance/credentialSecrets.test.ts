import type { IncomingHttpHeaders } from 'node:http';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { CredentialRig } from '../__testUtils__/credentials/CredentialRig';
import {
  startIdJag,
  startTokenExchange,
} from '../__testUtils__/credentials/exchangeRigs';
import {
  startAssertion,
  startPersonalKey,
  startUserOAuth,
} from '../__testUtils__/credentials/personRigs';
import {
  startStaticFile,
  startStaticValue,
  startStaticVault,
} from '../__testUtils__/credentials/staticRigs';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { findSecrets } from '../__testUtils__/secrets/findSecrets';
import { keepLog } from '../__testUtils__/keepLog';
import { initialize, modern, send } from '../__testUtils__/mcpRequests';
import { movableTime } from '../__testUtils__/movableTime';
import { readAllTables } from '../__testUtils__/secrets/readAllTables';
import { scriptModern } from '../__testUtils__/scriptModern';
import { serverEntity } from '../__testUtils__/serverEntity';
import { startBalancer } from '../__testUtils__/startBalancer';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startPortalFront } from '../__testUtils__/startPortalFront';
import {
  type ScriptedAnswer,
  type ScriptedRequest,
  startScripted,
} from '../__testUtils__/startScripted';
import { startUpstream } from '../__testUtils__/startUpstream';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const LATE = '2099-01-01T00:00:00.000Z';

const RIGS = {
  value: startStaticValue,
  file: startStaticFile,
  vault: startStaticVault,
  asserted: startAssertion,
  keyed: startPersonalKey,
  linked: startUserOAuth,
  exchanged: startTokenExchange,
  managed: startIdJag,
};
type Name = keyof typeof RIGS;
const NAMES = Object.keys(RIGS) as Name[];

/** A careless system: it repeats what it was sent, to whom it takes and to whom it does not. */
function careless(whoIs: (headers: IncomingHttpHeaders) => Promise<unknown>) {
  return async (request: ScriptedRequest): Promise<ScriptedAnswer> => {
    const { authorization, ['x-api-key']: key } = request.headers;
    const sent = `${authorization} ${key}`;
    if ((await whoIs(request.headers)) === undefined) {
      const challenge = `Bearer error_description="no to ${sent}"`;
      return {
        status: 401,
        headers: { 'www-authenticate': challenge, 'x-sent': sent },
        body: JSON.stringify({ error: sent }),
      };
    }
    const answer = scriptModern(request);
    const body = answer.body?.replace('echo was called', `you sent ${sent}`);
    return { ...answer, ...(body && { body }) };
  };
}

/** C6: every kind of credential at work and in trouble, and everything that is written or told about it. */
describe('C6: no credential in logs, errors, records, traces, events, tables and addresses', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())('on %s', async databaseId => {
    const knex = await databases.init(databaseId);
    const lines: string[] = [];
    const logger = keepLog(lines);
    const secrets = new Map<string, string>();
    const places = new Map<string, string>();
    const rigs = new Map<Name, CredentialRig>();
    const started: { stop(): Promise<void> }[] = [];
    const start = async <T extends { stop(): Promise<void> }>(
      running: Promise<T>,
    ): Promise<T> => {
      const one = await running;
      started.push(one);
      return one;
    };
    let gateway: TestGateway | undefined;
    const time = movableTime();
    try {
      const front = await start(startPortalFront(logger));
      const balancer = await start(startBalancer(() => gateway?.address));
      const session = await start(startUpstream({ json: true }));
      const config: { credentials: JsonObject; vault?: JsonObject } = {
        credentials: {},
      };
      const upstreams = new Map<Name, string>();
      for (const name of NAMES) {
        const upstream = await start(
          startScripted(
            careless(async headers => await rigs.get(name)?.whoIs(headers)),
          ),
        );
        upstreams.set(name, upstream.url);
        const rig = await start(
          RIGS[name]({
            publicUrl: balancer.url,
            upstreamUrl: upstream.url,
            serverRef: `api:default/${name}`,
            name,
          }),
        );
        rigs.set(name, rig);
        for (const [kind, entries] of Object.entries(
          rig.config.credentials ?? {},
        )) {
          const before = (config.credentials[kind] ?? {}) as JsonObject;
          config.credentials[kind] = { ...before, ...(entries as JsonObject) };
        }
        if (rig.config.vault) config.vault = rig.config.vault;
      }
      gateway = await startGateway({
        ...config,
        publicUrl: balancer.url,
        encryption: { keys: [{ id: 'first', secret: 'k'.repeat(40) }] },
        entities: NAMES.map(serverEntity),
        config: { app: { baseUrl: front.url } },
        features: [
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          createServiceFactory({
            service: coreServices.rootLogger,
            deps: {},
            factory: () => logger,
          }),
        ],
        prepare: registry => {
          const put = (name: string, url: string, rig?: CredentialRig) => {
            const active = activeServer(name, url);
            registry.put({
              ...active,
              alias: name,
              approvedRevision: {
                ...active.approvedRevision!,
                ...(rig && { credential: rig.credential }),
              },
              grants: ['alice', 'dave'].map(who =>
                grantTo(`user:default/${who}`, { expiresAt: LATE }),
              ),
            });
          };
          put('orders', session.url);
          for (const [name, rig] of rigs) {
            put(name, upstreams.get(name) ?? '', rig);
          }
        },
      });
      const running = gateway;
      for (const rig of rigs.values()) await rig.ready?.();

      const pass = async (ms: number) => {
        time.pass(ms);
        await running.feedIs('current');
      };
      const told = (what: string, ...parts: unknown[]) =>
        places.set(`${what} (${places.size})`, JSON.stringify(parts));
      /** What was told without what is meant for the person: their own link. */
      const withoutLinks = (text: string) =>
        text.replace(/ticket=[\w.-]+/g, '');
      const call = async (name: Name, person = 'alice') => {
        const token = await running.token(person, name);
        secrets.set(`gateway token ${secrets.size}`, token);
        const answer = await send(running.endpoint(name), {
          token,
          ...modern('tools/call', { name: 'echo', arguments: {} }),
        });
        const text = await answer.text();
        const ticket = /ticket=([\w.-]+)/.exec(text)?.[1];
        if (ticket) {
          secrets.set(`ticket ${secrets.size}`, ticket);
          // Whoever is told opens it.
          await (await fetch(JSON.parse(text).error.data.ask)).text();
        }
        told(`the answer of ${name}`, withoutLinks(text), [...answer.headers]);
        return { text, ticket };
      };
      const portal = async (
        person: string,
        path: string,
        body?: Record<string, unknown>,
      ) => {
        const as = running.as(person);
        const answer = body ? await as.post(path, body) : await as.get(path);
        told(`the portal’s answer to ${path}`, answer.body, answer.headers);
        return answer;
      };

      // At work: nothing yet, linked, called by two people, and refused by the system behind.
      for (const name of NAMES) {
        const rig = rigs.get(name)!;
        const { ticket } = await call(name);
        if (rig.linked) {
          // Somebody else opens the link.
          const wrong = { ...rig.linked, ticket };
          await portal('dave', '/connections/sign-ins', wrong);
          await portal('dave', '/connections/keys', { ...wrong, key: 'x y' });
          await portal('alice', '/connections/keys', {
            ...rig.linked,
            key: `${name}\nkey-in-two-lines`,
          });
          for (const person of ['alice', 'dave']) {
            await rig.link?.(running, person);
          }
        }
        const first = await call(name);
        expect([name, first.text]).toEqual([
          name,
          expect.stringMatching(/you sent .*\*{8}/),
        ]);
        await call(name, 'dave');
        const bearer = [...rig.handedOut.values()];
        for (const value of bearer) {
          await rig.revoke({
            authorization: `Bearer ${value}`,
            'x-api-key': value,
          });
        }
        await call(name);
        await call(name);
      }
      secrets.set('a key in two lines', 'key-in-two-lines');

      // In trouble: whoever gives them is away, and says no.
      for (const rig of rigs.values()) rig.setAway?.(true);
      await pass(11 * MINUTE);
      for (const name of NAMES) await call(name, 'dave');
      for (const rig of rigs.values()) {
        rig.setAway?.(false);
        rig.refuse?.();
      }
      await pass(61 * MINUTE);
      for (const name of NAMES) await call(name);

      // A link that comes back twice, from nobody, and with an error.
      const { body: begun } = await portal('alice', '/connections/sign-ins', {
        serverRef: 'api:default/linked',
      });
      const address = new URL(begun.redirectTo);
      const state = address.searchParams.get('state') ?? '';
      places.delete([...places.keys()].at(-1)!);
      const queries: Record<string, string>[] = [
        { state: 'made-up', code: 'made-up-code' },
        { state, error: 'access_denied', code: 'stolen-code' },
        { state, code: 'stolen-code' },
      ];
      for (const query of queries) {
        const back = await fetch(
          `${running.publicUrl}/connect/callback?${new URLSearchParams(query)}`,
          { redirect: 'manual' },
        );
        const location = back.headers.get('location');
        if (location) {
          const { hash } = new URL(location);
          const done = new URLSearchParams(hash.slice(1)).get('done') ?? '';
          secrets.set('done ticket', done);
          // The browser follows it: the portal’s access log has what it asks for.
          told('the portal’s page', await (await fetch(location)).text());
          const ticket = { ticket: done };
          await portal('dave', '/connections/sign-ins/finish', ticket);
          await portal('alice', '/connections/sign-ins/finish', ticket);
        } else told('the callback', await back.text());
      }
      secrets.set('state', state);
      secrets.set('stolen code', 'stolen-code');

      // A session: what the client and the server call it.
      const token = await running.token('alice', 'orders');
      const opened = await send(running.endpoint('orders'), {
        token,
        body: initialize,
      });
      told('the session’s beginning', await opened.text());
      const sessionId = opened.headers.get('mcp-session-id') ?? '';
      secrets.set('session id', sessionId);
      const headers = { 'mcp-session-id': sessionId };
      const ended = await send(running.endpoint('orders'), {
        ...{ token, headers },
        httpMethod: 'DELETE',
      });
      told('its end', await ended.text());
      const upstreamIds = session.seen
        .map(one => String(one.headers['mcp-session-id'] ?? ''))
        .filter(Boolean);
      expect(upstreamIds.length).toBeGreaterThan(0);
      upstreamIds.forEach((id, at) => secrets.set(`server’s id ${at}`, id));

      // All servers at once, a long-lived token, and what the portal shows.
      const all = await running.as('alice').post('/tokens', {
        allServers: true,
      });
      secrets.set('token for all', all.body.token);
      const listed = await send(`${running.publicUrl}/mcp`, {
        token: all.body.token,
        ...modern('tools/list'),
      });
      told('the list of all servers', await listed.text());
      const made = await running.as('alice').post('/personal-tokens', {
        ...{ name: 'x', days: 1, allServers: true },
      });
      secrets.set('personal token', made.body.token);
      for (const path of [
        ...['/connections', '/tokens', '/personal-tokens', '/consents'],
        ...['/info', '/calls?role=all', '/setup'],
      ]) {
        await portal('alice', path);
      }
      told('records and their traces', await running.calls(NAMES.length * 5));

      for (const [name, rig] of rigs) {
        expect([name, rig.handedOut.size]).not.toEqual([name, 0]);
        for (const [what, value] of rig.handedOut) {
          secrets.set(`${what} of ${name}`, value);
        }
      }
      await running.as('alice').delete('/connections/none').expect(404);
      const tables = await readAllTables(knex);
      expect([...tables.keys()]).toEqual(
        expect.arrayContaining([
          ...['calls', 'connections', 'connection_attempts', 'data_keys'],
          ...['client_registrations', 'connection_tickets', 'signing_keys'],
        ]),
      );
      expect(tables.get('connections')).toMatch(/^e1\./m);
      for (const [name, text] of tables) places.set(`table ${name}`, text);
    } finally {
      await gateway?.stop();
      for (const one of started.reverse()) await one.stop();
      time.restore();
    }
    const log = lines.join('\n');
    // What is looked through is there: events of the audit log, the portal’s access log, warnings about credentials.
    expect(log).toContain('personal-key-store');
    expect(log).toContain('account-link-begin');
    expect(log).toContain('GET /mcp/connect');
    expect(log).toContain('cannot be had from Vault');
    places.set('the log', log);
    const kinds = [...secrets.keys()].join('\n');
    for (const kind of [
      ...['access_token', 'refresh_token', 'id_token', 'code_verifier'],
      ...['code ', 'client_assertion', 'assertion ', 'subject_token'],
      ...['key 0 of value', 'key 0 of file', 'token of Vault', 'client key'],
      ...['client secret', 'ticket', 'done ticket', 'personal token'],
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(findSecrets({ secrets, places })).toEqual([]);

    // The scan sees what it was given: each secret, planted in each place, is found there.
    const all = [...secrets.values()].join('\n');
    const planted = new Map(
      [...places].map(([place, text]) => [place, `${text}\n${all}`]),
    );
    const found = new Set(findSecrets({ secrets, places: planted }));
    for (const what of secrets.keys()) {
      const missed = [...places.keys()].filter(
        place => !found.has(`${what} in ${place}`),
      );
      expect([what, missed]).toEqual([what, []]);
    }
  });
});
