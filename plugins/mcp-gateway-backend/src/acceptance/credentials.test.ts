import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type CredentialResult,
  mcpCredentialProvidersExtensionPoint,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, message, modern, send } from '../__testUtils__/mcpRequests';
import { scriptModern } from '../__testUtils__/scriptModern';
import { serverEntity } from '../__testUtils__/serverEntity';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  type ScriptedAnswer,
  type ScriptedRequest,
  startScripted,
} from '../__testUtils__/startScripted';
import {
  type SseTestUpstream,
  startSseUpstream,
} from '../__testUtils__/startSseUpstream';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const SHARED = 'shared-secret-of-the-orders-api';
const FROM_FILE = 'secret-from-a-mounted-file';
const PEOPLE = ['user:default/alice', 'user:default/dave'];

const SERVERS = [
  'plain',
  'shared',
  'shared-sse',
  'shared-modern',
  'thief',
  'mounted',
  'asserted',
  'elsewhere',
  'keyed',
];

/** What the test's provider says; each test sets its own. */
let personal: () => CredentialResult = () => ({ kind: 'none' });
const personalKeys = createBackendModule({
  pluginId: 'mcp-gateway',
  moduleId: 'test-personal-keys',
  register(env) {
    env.registerInit({
      deps: { credentials: mcpCredentialProvidersExtensionPoint },
      async init({ credentials }) {
        credentials.addProvider({
          type: 'personal-key',
          provide: () => personal(),
        });
      },
    });
  },
});

/** Which credential reaches the system behind a server (threats C1 to C3, D10). */
describe('credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  let session: Upstream;
  let sse: SseTestUpstream;
  let scripted: Awaited<ReturnType<typeof startScripted>>;
  let answer: (request: ScriptedRequest) => ScriptedAnswer = scriptModern;
  let gateway: TestGateway;
  const given: string[] = [];

  const server = (
    name: string,
    url: string,
    credential?: ServerCredential,
    type: 'streamable-http' | 'sse' = 'streamable-http',
  ) => {
    const active = activeServer(name, url);
    return {
      ...active,
      alias: name,
      approvedRevision: {
        ...active.approvedRevision!,
        upstream: { type, url },
        ...(credential && { credential }),
      },
      grants: PEOPLE.map(person => grantTo(person)),
    };
  };

  beforeAll(async () => {
    session = await startUpstream({ json: true });
    sse = await startSseUpstream();
    scripted = await startScripted(request => answer(request));
    writeFileSync(join(folder, 'key'), `${FROM_FILE}\n`);
    const shared = { type: 'static', secret: 'orders' } as const;
    gateway = await startGateway({
      features: [personalKeys],
      entities: SERVERS.map(serverEntity),
      credentials: {
        secrets: {
          orders: {
            value: SHARED,
            servers: ['api:default/shared', 'shared-sse', 'shared-modern'],
          },
          mounted: { file: join(folder, 'key'), servers: ['mounted'] },
        },
      },
      prepare: registry => {
        registry.put(server('plain', session.url));
        registry.put(server('shared', session.url, shared));
        registry.put(server('shared-sse', sse.url, shared, 'sse'));
        registry.put(server('shared-modern', scripted.url, shared));
        registry.put(server('thief', scripted.url, shared));
        registry.put(
          server('mounted', scripted.url, {
            type: 'static',
            secret: 'mounted',
            header: 'X-Api-Key',
          }),
        );
        registry.put(
          server('asserted', scripted.url, { type: 'signed-assertion' }),
        );
        registry.put(
          server('elsewhere', scripted.url, {
            type: 'signed-assertion',
            audience: 'https://payroll.example',
          }),
        );
        registry.put(server('keyed', scripted.url, { type: 'personal-key' }));
      },
    });
  });

  beforeEach(() => {
    answer = scriptModern;
    scripted.seen.length = 0;
    session.seen.length = 0;
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([session, sse, scripted].map(one => one.stop()));
    rmSync(folder, { recursive: true });
  });

  async function token(person: string, name: string): Promise<string> {
    const value = await gateway.token(person, name);
    given.push(value);
    return value;
  }

  async function echo(
    name: string,
    { person = 'alice', capabilities = {} } = {},
  ) {
    const response = await send(gateway.endpoint(name), {
      token: await token(person, name),
      ...modern(
        'tools/call',
        { name: 'echo', arguments: {} },
        { capabilities },
      ),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) };
  }

  const sent = (header = 'authorization') =>
    scripted.seen
      .filter(({ bytes }) => bytes.includes('"tools/call"'))
      .map(({ headers }) => headers[header]);

  it('is none where the revision names none, whatever the client sends', async () => {
    const { client } = await connect(
      gateway.endpoint('plain'),
      await token('alice', 'plain'),
    );
    await client.callTool({ name: 'echo', arguments: {} });
    await client.close();

    expect(session.called).toContain('echo');
    expect(session.seen.map(({ headers }) => headers.authorization)).toEqual(
      session.seen.map(() => undefined),
    );
  });

  it('is the secret on each request of a session, its stream and its end', async () => {
    const { client, transport } = await connect(
      gateway.endpoint('shared'),
      await token('alice', 'shared'),
    );
    await client.callTool({ name: 'echo', arguments: {} });
    await transport.terminateSession();
    await client.close();

    expect(new Set(session.seen.map(({ httpMethod }) => httpMethod))).toEqual(
      new Set(['POST', 'GET', 'DELETE']),
    );
    expect(session.seen.map(({ headers }) => headers.authorization)).toEqual(
      session.seen.map(() => `Bearer ${SHARED}`),
    );
  });

  it('reaches servers of HTTP+SSE, their streams as well', async () => {
    const { client } = await connect(
      gateway.endpoint('shared-sse'),
      await token('alice', 'shared-sse'),
    );
    await client.callTool({ name: 'echo', arguments: {} });
    await client.close();

    expect(sse.seen).toContain('GET /sse');
    expect(sse.authorization).toEqual(
      sse.authorization.map(() => `Bearer ${SHARED}`),
    );
  });

  it('is on what a bridge between the eras asks of its own', async () => {
    const { client } = await connect(
      gateway.endpoint('shared-modern'),
      await token('alice', 'shared-modern'),
    );
    await client.callTool({ name: 'echo', arguments: {} });
    await client.close();

    expect(scripted.seen.length).toBeGreaterThan(1);
    expect(scripted.seen.map(({ headers }) => headers.authorization)).toEqual(
      scripted.seen.map(() => `Bearer ${SHARED}`),
    );
  });

  it('is each server’s own behind the endpoint for all servers', async () => {
    const { body } = await gateway
      .as('alice')
      .post('/tokens', { allServers: true })
      .expect(201);
    given.push(body.token);
    await send(`${gateway.publicUrl}/mcp`, {
      token: body.token,
      ...modern('tools/call', { name: 'mounted_echo', arguments: {} }),
    });

    expect(sent('x-api-key')).toEqual([FROM_FILE]);
    expect(sent()).toEqual([undefined]);
  });

  it('of a file is what the file holds', async () => {
    await echo('mounted');
    expect(sent('x-api-key')).toEqual([FROM_FILE]);
    expect(sent()).toEqual([undefined]);
  });

  it('is refused to a server that the administrator did not name for it', async () => {
    const { body, text } = await echo('thief');

    expect(body.error.data.reason).toBe('credential.misconfigured');
    expect(text).not.toContain(SHARED);
    expect(scripted.seen).toEqual([]);
  });

  it('says who calls, so that the system behind sees two people', async () => {
    await echo('asserted');
    await echo('asserted', { person: 'dave' });
    await echo('asserted');

    const keys = createRemoteJWKSet(
      new URL(`${gateway.publicUrl}/.well-known/jwks.json`),
    );
    const subjects = [];
    for (const header of sent()) {
      const { payload } = await jwtVerify(
        String(header).replace('Bearer ', ''),
        keys,
        { issuer: gateway.publicUrl, audience: scripted.url },
      );
      subjects.push(payload.sub);
    }
    expect(subjects).toEqual([PEOPLE[0], PEOPLE[1], PEOPLE[0]]);
  });

  it('cannot be turned around: an assertion is no gateway token', async () => {
    await echo('asserted');
    const [header] = sent();
    const response = await send(gateway.endpoint('asserted'), {
      token: String(header).replace('Bearer ', ''),
      ...modern('tools/call', { name: 'echo', arguments: {} }),
    });
    expect(response.status).toBe(401);
  });

  it('is for nobody else: an owner cannot name another system’s audience', async () => {
    const { body } = await echo('elsewhere');
    expect(body.error.data.reason).toBe('credential.misconfigured');
    expect(scripted.seen).toEqual([]);
  });

  it('that the system behind refuses is forgotten, and the caller is told', async () => {
    answer = () => ({ status: 401, body: `no to ${SHARED}` });
    const { body, text } = await echo('asserted');
    expect(body.error.data.reason).toBe('upstream.credential-refused');
    expect(text).not.toContain(SHARED);
    const [first] = sent();

    answer = scriptModern;
    await echo('asserted');
    expect(sent()[0]).toBe(first);
    expect(sent().at(-1)).not.toBe(first);
  });

  it('of one person that is refused again and again keeps nobody else from the server', async () => {
    const isOfAlice = ({ headers }: ScriptedRequest) =>
      Buffer.from(String(headers.authorization).split('.')[1] ?? '', 'base64')
        .toString()
        .includes('alice');
    answer = request =>
      isOfAlice(request) ? { status: 401 } : scriptModern(request);
    for (let time = 0; time < 12; time++) {
      const { body } = await echo('asserted');
      expect(body.error.data.reason).toBe('upstream.credential-refused');
    }
    const { body } = await echo('asserted', { person: 'dave' });
    expect(body.result.content[0].text).toBe('echo was called');
  });

  it('that may do less than the server wants is kept, and the caller told', async () => {
    answer = () => ({
      status: 403,
      headers: {
        'www-authenticate': 'Bearer error="insufficient_scope", scope="all"',
      },
    });
    const { body } = await echo('shared-modern');
    expect(body.error.data.reason).toBe('upstream.credential-refused');
    answer = scriptModern;
    expect((await echo('shared-modern')).body.result).toBeDefined();
  });

  it.each(['application/json', 'text/event-stream'])(
    'does not come back in an answer (%s)',
    async type => {
      answer = request => {
        const { id, method } = JSON.parse(request.bytes.toString());
        if (method !== 'tools/call') return scriptModern(request);
        const text = `you sent ${request.headers.authorization}`;
        const json = JSON.stringify({
          jsonrpc: '2.0',
          id,
          result: { resultType: 'complete', content: [{ type: 'text', text }] },
        });
        return {
          headers: { 'content-type': type },
          body: type === 'application/json' ? json : `data: ${json}\n\n`,
        };
      };
      const response = await send(gateway.endpoint('shared-modern'), {
        token: await token('alice', 'shared-modern'),
        ...modern('tools/call', { name: 'echo', arguments: {} }),
      });
      const text = await response.text();
      expect(text).toContain('you sent Bearer ****');
      expect(text).not.toContain(SHARED);
    },
  );

  describe('that a person has to give first', () => {
    beforeEach(() => {
      personal = () => ({
        kind: 'needs-sign-in',
        why: 'You have no key for keyed yet.',
        connectPath: '/ai-tools/my-access?connect=keyed',
      });
    });
    const page = 'http://portal.example/ai-tools/my-access?connect=keyed';

    it('is asked for with the page to give it on', async () => {
      const { status, body } = await echo('keyed');

      expect(status).toBe(200);
      expect(body.error.data).toMatchObject({
        reason: 'credential.needs-sign-in',
        ask: page,
      });
      expect(body.error.message).toContain('You have no key for keyed yet.');
      expect(body.error.message).toContain(`Link your account here: ${page}`);
      expect(scripted.seen).toEqual([]);
    });

    it('is asked for by URL elicitation where the client opens pages', async () => {
      const { body } = await echo('keyed', {
        capabilities: { elicitation: { url: {} } },
      });
      expect(body.result.inputRequests.access.params).toMatchObject({
        mode: 'url',
        url: page,
      });
    });

    it('is used once it is there', async () => {
      personal = () => ({
        kind: 'headers',
        headers: { authorization: 'Bearer key-of-alice' },
        secrets: ['key-of-alice'],
      });
      await echo('keyed');
      expect(sent()).toEqual(['Bearer key-of-alice']);
    });
  });

  it('that cannot be had now refuses the call, and says when to try again', async () => {
    personal = () => ({ kind: 'unavailable', retryAfterSeconds: 7 });
    const response = await send(gateway.endpoint('keyed'), {
      token: await token('alice', 'keyed'),
      ...modern('tools/call', { name: 'echo', arguments: {} }),
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(scripted.seen).toEqual([]);
  });

  it('of a provider that breaks refuses the call without its words', async () => {
    personal = () => {
      throw new Error('the key is key-of-alice');
    };
    const { status, text } = await echo('keyed');
    expect(status).toBe(503);
    expect(text).not.toContain('key-of-alice');
  });

  it('is never the client’s own token, on any way to any server (C1)', async () => {
    for (const name of ['plain', 'shared', 'shared-modern', 'asserted']) {
      await send(gateway.endpoint(name), {
        token: await token('alice', name),
        body: message('tools/call', { name: 'echo', arguments: {} }),
        headers: { 'x-authorization': given.at(-1)!, cookie: given.at(-1)! },
      });
      await echo(name);
    }
    const everything = JSON.stringify([
      session.seen,
      sse.authorization,
      scripted.seen.map(({ headers, bytes }) => [headers, bytes.toString()]),
    ]);
    expect(session.seen.length + scripted.seen.length).toBeGreaterThan(4);
    expect(given.filter(value => everything.includes(value))).toEqual([]);
  });

  it('stands in the record by its kind alone', async () => {
    for (const kind of ['static', 'signed-assertion']) {
      await gateway.call(({ credential }) => credential === kind);
    }
    const text = JSON.stringify(await gateway.calls(1));
    expect(text).not.toContain(SHARED);
    expect(text).not.toContain(FROM_FILE);
  });
});
