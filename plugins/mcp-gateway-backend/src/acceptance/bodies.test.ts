import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type {
  AccessDocument,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { keepLog } from '../__testUtils__/keepLog';
import { connect, modern, send } from '../__testUtils__/mcpRequests';
import { readAllTables } from '../__testUtils__/secrets/readAllTables';
import { scriptModern } from '../__testUtils__/scriptModern';
import { serverEntity } from '../__testUtils__/serverEntity';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  type ScriptedAnswer,
  startScripted,
} from '../__testUtils__/startScripted';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';
import { BreakableDisk } from '../evidence/spool/__testUtils__/BreakableDisk';
import { realDisk } from '../evidence/spool/SpoolDisk';

jest.setTimeout(120_000);

type Call = GatewaySchemas['Call'];
type Status = GatewaySchemas['CallBodyStatus'];

const SERVERS = ['quiet', 'redacted', 'full', 'classified', 'session'];
const SAID = 'the-words-of-alice';
const RESULT = 'what-the-server-told';
const PASSWORD = 'hunter2-of-alice';
const SHARED = 'shared-key-of-the-system-0';

describe('arguments and results of calls', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const log: string[] = [];
  const disk = new BreakableDisk();
  /** Who may read what is kept, by server. */
  const readers = new Map([
    ['bob', ['api:default/redacted', 'api:default/full']],
  ]);
  let knex: Knex;
  let upstream: Upstream;
  let scripted: Awaited<ReturnType<typeof startScripted>>;
  let gateway: TestGateway;
  const asked: (string | undefined)[] = [];

  const server = (name: string, part: Partial<AccessDocument> = {}) => ({
    ...activeServer(name, scripted.url),
    alias: name,
    grants: [grantTo('user:default/alice')],
    ...part,
  });

  /** Tells its caller what it was sent, credential and all, in the form that the test asks for. */
  function told({ bytes, headers }: { bytes: Buffer; headers: object }) {
    const { id, method, params } = JSON.parse(bytes.toString());
    if (method !== 'tools/call') return undefined;
    const { as, rows = 1 } = params.arguments ?? {};
    const text = `${RESULT} ${JSON.stringify(headers)} `.repeat(rows);
    const result = {
      resultType: 'complete',
      content: [{ type: 'text', text }],
      structuredContent: { session: { token: PASSWORD } },
    };
    const message = JSON.stringify({ jsonrpc: '2.0', id, result });
    const answer: ScriptedAnswer =
      as === 'stream'
        ? {
            headers: { 'content-type': 'text/event-stream' },
            body: `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\ndata: ${message}\n\n`,
          }
        : { body: message };
    return answer;
  }

  beforeAll(async () => {
    jest
      .spyOn(realDisk, 'create')
      .mockImplementation((...where) => disk.create(...where));
    knex = await databases.init('SQLITE_3');
    upstream = await startUpstream();
    scripted = await startScripted(
      request => told(request) ?? scriptModern(request),
    );
    const credential = {
      credential: { type: 'static', secret: 'orders', header: 'X-Api-Key' },
    } as const;
    gateway = await startGateway({
      config: { permission: { enabled: true } },
      entities: SERVERS.map(serverEntity),
      encryption: { keys: [{ id: 'first', secret: 'k'.repeat(40) }] },
      credentials: {
        secrets: { orders: { value: SHARED, servers: ['api:default/full'] } },
      },
      features: [
        createServiceFactory({
          service: coreServices.database,
          deps: {},
          factory: () => ({ getClient: async () => knex }),
        }),
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => keepLog(log),
        }),
        createServiceFactory({
          service: coreServices.permissions,
          deps: {},
          factory: () =>
            mockServices.permissions.mock({
              authorize: async (questions, options) =>
                questions.map(({ permission, resourceRef }) => {
                  if (permission.name !== 'mcp.call.body.read') {
                    return { result: AuthorizeResult.ALLOW };
                  }
                  asked.push(resourceRef);
                  const [, person = ''] =
                    /user:default\/(\w+)/.exec(JSON.stringify(options)) ?? [];
                  return {
                    result: readers.get(person)?.includes(resourceRef ?? '')
                      ? AuthorizeResult.ALLOW
                      : AuthorizeResult.DENY,
                  };
                }),
              authorizeConditional: async questions =>
                questions.map(() => ({ result: AuthorizeResult.ALLOW })),
            }),
        }),
      ],
      prepare: registry => {
        registry.put(server('quiet'));
        registry.put(server('redacted', { recording: 'redacted' }));
        const full = server('full', { recording: 'full' });
        registry.put({
          ...full,
          approvedRevision: { ...full.approvedRevision!, ...credential },
        });
        registry.put(
          server('classified', {
            recording: 'full',
            dataClassification: 'confidential',
          }),
        );
        registry.put({
          ...activeServer('session', upstream.url),
          grants: [grantTo('user:default/alice')],
          recording: 'redacted',
        });
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await scripted.stop();
    jest.restoreAllMocks();
  });

  /** Makes a call. Gives what is recorded of it. */
  async function call(name: string, args: object = {}): Promise<Call> {
    const before = (await calls()).length;
    const answer = await send(gateway.endpoint(name), {
      token: await gateway.token('alice', name),
      ...modern('tools/call', {
        name: 'echo',
        arguments: { note: SAID, password: PASSWORD, ...args },
      }),
    });
    await answer.text();
    await waitUntil(async () => (await calls()).length > before);
    return (await calls())[0];
  }

  async function calls(): Promise<Call[]> {
    const query = '/calls?role=all&limit=100';
    const { body } = await gateway.as('bob').get(query);
    return body.items.filter(({ method }: Call) => method === 'tools/call');
  }

  /** The status, once it is more than that it is being written. */
  async function settled(id: string, person = 'bob'): Promise<Status> {
    let status: Status | undefined;
    await waitUntil(async () => {
      const { body } = await gateway.as(person).get(`/calls/${id}/body`);
      status = body;
      return body.state !== 'pending';
    });
    return status!;
  }

  const read = async (id: string, person = 'bob') =>
    await gateway.as(person).post(`/calls/${id}/body/reads`, {});

  const typesOf = async (id: string): Promise<string[]> =>
    await knex('audit_events')
      .where({ call_id: id })
      .orderBy('seq')
      .pluck('type');

  it('are not kept where nobody wants it, and the log has nothing of them', async () => {
    const { id, recording } = await call('quiet');
    expect(recording).toBeUndefined();
    expect(await settled(id)).toMatchObject({
      policy: 'none',
      state: 'not-recorded',
      mayRead: false,
    });
    expect(await typesOf(id)).toEqual(['mcp_tool_call']);
    expect((await read(id)).status).toBe(403);
  });

  it.each(['json', 'stream'])(
    'are kept redacted, and prove to be what was kept (%s)',
    async as => {
      const { id, recording } = await call('redacted', { as });
      expect(recording).toBe('redacted');
      expect(await settled(id)).toEqual({
        ...{ policy: 'redacted', state: 'kept' },
        ...{ retentionDays: 30, mayRead: true, reads: [] },
      });
      await waitUntil(async () => (await typesOf(id)).length === 2);
      const { status, body } = await read(id);
      expect(status).toBe(200);
      expect(body.proof).toBe('matches');
      expect(JSON.parse(body.arguments.text)).toEqual({
        ...{ note: SAID, password: '[masked]', as },
      });
      const result = JSON.parse(body.result.text);
      expect(result.content[0].text).toContain(RESULT);
      expect(result.structuredContent).toEqual({
        session: { token: '[masked]' },
      });
      expect(JSON.stringify(body)).not.toContain(PASSWORD);
    },
  );

  it('are kept in full, cut where they are long, and without the credential', async () => {
    const { id } = await call('full', { rows: 1_000 });
    await settled(id);
    const { body } = await read(id);
    expect(body.arguments).toMatchObject({ isCut: false, masked: 0 });
    expect(JSON.parse(body.arguments.text).params.arguments).toMatchObject({
      note: SAID,
      password: PASSWORD,
    });
    expect(body.result.isCut).toBe(true);
    expect(body.result.bytes).toBeGreaterThan(100_000);
    expect(body.result.text).toContain(RESULT);
    // C6: the server told its caller what it was sent.
    expect(body.result.text).toContain('x-api-key');
    expect(JSON.stringify(body)).not.toContain(SHARED);
  });

  it('are never kept in full of what is classified', async () => {
    const { id, recording } = await call('classified');
    expect(recording).toBe('redacted');
    expect(await settled(id)).toMatchObject({ mayRead: false, state: 'kept' });
  });

  it('are kept of sessions, of what was refused, and through the endpoint for all servers', async () => {
    const token = await gateway.token('alice', 'session');
    const { client } = await connect(gateway.endpoint('session'), token);
    await client.callTool({ name: 'echo', arguments: { note: SAID } });
    await client.close();
    await waitUntil(
      async () => (await calls())[0].serverRef === 'api:default/session',
    );
    const [{ id, recording }] = await calls();
    expect(recording).toBe('redacted');
    expect((await settled(id)).state).toBe('kept');
    readers.get('bob')!.push('api:default/session');
    const { body } = await read(id);
    expect(body.result.text).toContain('echo was called');

    const all = await gateway.as('alice').post('/tokens', { allServers: true });
    const made = await send(`${gateway.publicUrl}/mcp`, {
      token: all.body.token,
      ...modern('tools/call', {
        name: 'redacted_echo',
        arguments: { note: SAID },
      }),
    });
    await made.text();
    await waitUntil(
      async () => (await calls())[0].serverRef === 'api:default/redacted',
    );
    const [inner] = await calls();
    expect(inner.recording).toBe('redacted');
    expect((await settled(inner.id)).state).toBe('kept');

    const before = (await calls()).length;
    const refused = await send(gateway.endpoint('redacted'), {
      token: await gateway.token('alice', 'redacted'),
      ...modern('tools/call', { name: 'grown', arguments: { note: SAID } }),
    });
    await refused.text();
    await waitUntil(async () => (await calls()).length > before);
    const [denied] = await calls();
    expect(denied).toMatchObject({ decision: 'deny', recording: 'redacted' });
    expect((await settled(denied.id)).state).toBe('kept');
    const kept = await read(denied.id);
    expect(kept.body.arguments.text).toBe(`{"note":"${SAID}"}`);
    expect(kept.body.result).toBeUndefined();
  });

  it('A3: are read with a permission of its own, and each read is in the log before it is answered', async () => {
    const { id } = await call('redacted');
    await settled(id);
    // Alice made the call and sees it; what she sent is for readers.
    expect(await settled(id, 'alice')).toMatchObject({ mayRead: false });
    const refused = await read(id, 'alice');
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('mcp.call.body.read');
    expect(asked.at(-1)).toBe('api:default/redacted');
    await read(id);
    await read(id);
    await waitUntil(async () => (await typesOf(id)).length === 4);
    expect(await typesOf(id)).toEqual([
      ...['mcp_tool_call', 'sallyport_call_body'],
      ...['sallyport_call_body_read', 'sallyport_call_body_read'],
    ]);
    const { reads } = await settled(id, 'alice');
    expect(reads.map(({ by }) => by)).toEqual([
      'user:default/bob',
      'user:default/bob',
    ]);
  });

  it('A1: say where somebody changed them, or took them away', async () => {
    const { id } = await call('redacted');
    const { id: other } = await call('redacted');
    await settled(id);
    await settled(other);
    const row = await knex('call_bodies').where({ call_id: other }).first();
    await knex('call_bodies')
      .where({ call_id: id })
      .update({ sealed: row.sealed });
    expect((await read(id)).status).toBe(500);
    await knex('call_bodies').where({ call_id: id }).delete();
    expect(await settled(id)).toMatchObject({ state: 'missing' });
    expect((await read(id)).status).toBe(404);
  });

  it('come late, and once, where the database could not take them at first', async () => {
    await knex.schema.renameTable('data_keys', 'data_keys_away');
    await knex.schema.renameTable('call_bodies', 'call_bodies_away');
    const { id } = await call('redacted');
    await knex.schema.renameTable('call_bodies_away', 'call_bodies');
    await knex.schema.renameTable('data_keys_away', 'data_keys');
    // It comes when the table is there again, late, and once.
    await waitUntil(async () => {
      const { body } = await gateway.as('bob').get(`/calls/${id}/body`);
      return body.state === 'kept';
    });
    expect(await knex('call_bodies').where({ call_id: id })).toHaveLength(1);
  });

  it('A1: are not shown while the disk is full, and are kept all the same', async () => {
    const { id } = await call('redacted');
    await settled(id);
    disk.room = 0;
    const refused = await read(id);
    expect(refused.status).toBe(503);
    expect(refused.body.error.message).toContain('could not be written down');
    expect(JSON.stringify(refused.body)).not.toContain(SAID);
    disk.room = Infinity;
    await waitUntil(async () => (await read(id)).status === 200);
    // The one that was refused is in the log as well: who tried is no secret either.
    await waitUntil(async () => (await typesOf(id)).length >= 4);
  });

  it('C6: stand in the clear nowhere: no table, no line of the log, no export', async () => {
    const places = await readAllTables(knex);
    places.set('the log', log.join('\n'));
    for (const format of ['ndjson', 'csv', 'ocsf']) {
      const { text } = await gateway
        .as('bob')
        .get(`/calls/export?role=all&format=${format}`);
      places.set(`the export as ${format}`, text);
    }
    for (const [place, text] of places) {
      for (const said of [SAID, RESULT, PASSWORD, SHARED]) {
        expect([place, said, text.includes(said)]).toEqual([
          place,
          said,
          false,
        ]);
      }
    }
  });
});
