import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import type { CallRecord } from '../../evidence/types';
import { TestPortal } from '../__testUtils__/TestPortal';

const ALICE = 'user:default/alice';
const CALL: CallRecord = {
  id: '019aaf00-0000-7000-8000-000000000001',
  at: '2026-11-23T08:00:00.000Z',
  user: ALICE,
  serverRef: 'api:default/orders',
  owner: 'group:default/data-platform',
  method: 'tools/call',
  tool: 'list_orders',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  requestId: 'req-1',
  trace: [{ layer: 'grant', outcome: 'pass' }],
};

type Parser = Parameters<import('supertest').Test['parse']>[0];

/** The body as it came, whatever type it says that it has. */
const asText: Parser = (response, done) => {
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('end', () => done(null, text));
};

describe('callRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => {
    portal.allow();
    portal.calls.list.mockReset().mockResolvedValue({ items: [CALL] });
    portal.calls.get
      .mockReset()
      .mockImplementation(async id => (id === CALL.id ? CALL : undefined));
  });

  const asked = () => portal.calls.list.mock.lastCall?.[0];

  it('waits for changes of what the caller sees, and of nothing else', async () => {
    const { body } = await portal
      .as('alice')
      .get('/calls/changes?known=mark-0&tool=list_orders')
      .expect(200);
    expect(body).toEqual({ mark: 'mark-1' });
    const [[given]] = portal.live.wait.mock.calls as unknown as [
      [{ read(): Promise<unknown> }],
    ];
    expect(given).toMatchObject({ person: ALICE, known: 'mark-0' });
    await given.read();
    expect(asked()).toMatchObject({ user: ALICE, tool: 'list_orders' });
    await portal.asNobody().get('/calls/changes').expect(401);
  });

  it('says where the trace of a call is shown', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const at = async (call: CallRecord) => {
      portal.calls.get.mockResolvedValue(call);
      const path = `/calls/${CALL.id}`;
      return (await portal.as('alice').get(path).expect(200)).body;
    };
    expect(await at({ ...CALL, traceId })).toMatchObject({
      ...{ traceId, traceUrl: `https://traces.example.com/${traceId}` },
    });
    expect(await at(CALL)).not.toHaveProperty('traceUrl');
  });

  it('shows mine, without the facts that are not of the API', async () => {
    const { body } = await portal.as('alice').get('/calls').expect(200);
    expect(asked()).toMatchObject({ user: ALICE, limit: 50 });
    const { owner: _, ...shown } = CALL;
    expect(body).toEqual({ items: [shown] });
  });

  it("does not show somebody else's as mine", async () => {
    const { body } = await portal
      .as('carol')
      .get('/calls')
      .query({ user: 'alice' })
      .expect(200);
    expect(body).toEqual({ items: [] });
    expect(portal.calls.list).not.toHaveBeenCalled();
  });

  it('shows those on servers that I own, with filters', async () => {
    await portal
      .as('bob')
      .get('/calls')
      .query({
        role: 'owned',
        user: 'user:default/Alice',
        serverRef: 'orders',
        tool: 'list_orders',
        decision: 'deny',
        since: '2026-11-23T10:00:00+02:00',
        limit: 10,
        cursor: 'abc',
      })
      .expect(200);
    expect(asked()).toEqual({
      owners: ['user:default/bob', 'group:default/data-platform'],
      user: ALICE,
      serverRef: 'api:default/orders',
      tool: 'list_orders',
      decision: 'deny',
      since: '2026-11-23T08:00:00.000Z',
      limit: 10,
      cursor: 'abc',
    });
  });

  it('shows all to auditors only', async () => {
    await portal.as('bob').get('/calls').query({ role: 'all' }).expect(403);
    expect(portal.calls.list).not.toHaveBeenCalled();
    portal.allow('mcp.audit.read');
    await portal.as('carol').get('/calls').query({ role: 'all' }).expect(200);
    expect(asked()).not.toHaveProperty('owners');
    expect(asked()?.user).toBeUndefined();
  });

  it.each([
    { since: 'yesterday' },
    { role: 'everybody' },
    { limit: 0 },
    { limit: 101 },
    { decision: 'maybe' },
    { user: 'a:b:c:d' },
    { until: 'tomorrow' },
    { system: "x' OR 1=1" },
    { outcome: 'maybe' },
  ])('refuses %j', async query => {
    const { status } = await portal.as('alice').get('/calls').query(query);
    expect(status).toBe(400);
    expect(portal.calls.list).not.toHaveBeenCalled();
  });

  it('shows one to its caller, its owner and auditors; others learn nothing', async () => {
    const path = `/calls/${CALL.id}`;
    await portal.as('alice').get(path).expect(200);
    await portal.as('bob').get(path).expect(200);
    const hidden = await portal.as('dave').get(path).expect(404);
    const unknown = await portal.as('dave').get('/calls/none').expect(404);
    expect(hidden.body.error).toEqual(unknown.body.error);
    portal.allow('mcp.audit.read');
    await portal.as('carol').get(path).expect(200);
  });

  it('searches by every field, and by what servers reached then', async () => {
    portal.registry.listReaching.mockResolvedValueOnce({
      digests: ['sha256:old'],
      servers: ['api:default/orders'],
    });
    await portal
      .as('bob')
      .get('/calls')
      .query({
        ...{ role: 'owned', actor: 'agent:default/bot', client: 'claude' },
        ...{ outcome: 'ok', reason: 'granted', grantId: 'g', sessionId: 's' },
        ...{ revisionDigest: 'sha256:x', system: 'Resource:default/Orders-DB' },
        until: '2026-11-24T00:00:00Z',
      })
      .expect(200);
    expect(portal.registry.listReaching).toHaveBeenLastCalledWith({
      system: 'resource:default/orders-db',
    });
    expect(asked()).toMatchObject({
      ...{ actor: 'agent:default/bot', client: 'claude', outcome: 'ok' },
      ...{ reason: 'granted', grantId: 'g', sessionId: 's' },
      ...{ revisionDigest: 'sha256:x', until: '2026-11-24T00:00:00.000Z' },
      reach: { digests: ['sha256:old'], servers: ['api:default/orders'] },
    });
  });

  it('does not tell by a search what a refusal concealed', async () => {
    const hidden: CallRecord = {
      ...CALL,
      reaches: ['resource:default/orders-db'],
      trace: [{ layer: 'visibility', outcome: 'deny' }],
    };
    portal.calls.list.mockResolvedValue({ items: [hidden] });
    const all = await portal.as('alice').get('/calls').expect(200);
    expect(all.body.items).toHaveLength(1);
    expect(all.body.items[0]).not.toHaveProperty('reaches');
    for (const query of [{ system: 'orders-db' }, { revisionDigest: 'x' }]) {
      const { body } = await portal.as('alice').get('/calls').query(query);
      expect(body.items).toEqual([]);
    }
  });

  describe('export', () => {
    const get = (person: string, query: object) =>
      portal.as(person).get('/calls/export').query(query).buffer(true);

    it('gives every page, each call once, as NDJSON', async () => {
      portal.calls.list
        .mockResolvedValueOnce({ items: [CALL], nextCursor: 'next' })
        .mockResolvedValueOnce({ items: [{ ...CALL, id: 'two' }] });
      const { text, headers } = await get('alice', {
        ...{ format: 'ndjson', tool: 'list_orders' },
      })
        .parse(asText)
        .expect(200)
        .then(({ body, headers: given }) => ({ text: body, headers: given }));
      const lines = text.trim().split('\n').map(JSON.parse);
      expect(lines.map(({ id }: CallRecord) => id)).toEqual([CALL.id, 'two']);
      expect(lines[0]).not.toHaveProperty('owner');
      expect(headers['content-disposition']).toContain('calls.ndjson');
      expect(portal.calls.list.mock.calls.map(([filter]) => filter)).toEqual([
        expect.objectContaining({ user: ALICE, tool: 'list_orders' }),
        expect.objectContaining({ user: ALICE, cursor: 'next' }),
      ]);
    });

    it('gives CSV in which no text is a formula', async () => {
      portal.calls.list.mockResolvedValueOnce({
        items: [{ ...CALL, tool: '=HYPERLINK("http://evil")', client: '@x' }],
      });
      const { text } = await get('alice', { format: 'csv' }).expect(200);
      expect(text.split('\n')[0]).toMatch(/^id,at,user,actor,client,/);
      expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`);
      expect(text).toContain(",'@x,");
    });

    it('refuses more than a file can hold, and what one may not see', async () => {
      portal.calls.exceeds.mockResolvedValueOnce(true);
      await get('alice', { format: 'csv' }).expect(400);
      await get('bob', { format: 'csv', role: 'all' }).expect(403);
      await get('bob', { format: 'xml' }).expect(400);
      expect(portal.calls.list).not.toHaveBeenCalled();
    });

    it('is audited with what was asked for and how much was given', async () => {
      await get('alice', { format: 'csv', tool: 'list_orders' }).expect(200);
      expect(portal.auditor.createEvent).toHaveBeenLastCalledWith(
        expect.objectContaining({
          eventId: 'calls-export',
          meta: { format: 'csv', query: { tool: 'list_orders' } },
        }),
      );
      expect(portal.auditEvent.success).toHaveBeenLastCalledWith({
        meta: { count: 1 },
      });
    });
  });

  describe('related calls', () => {
    const path = `/calls/${CALL.id}/related`;

    it('are those of the same person around it, as far as the viewer may see', async () => {
      await portal.as('alice').get(path).expect(200);
      const around = {
        ...{ user: ALICE, since: '2026-11-23T07:50:00.000Z' },
        until: '2026-11-23T08:10:00.000Z',
      };
      expect(portal.calls.list.mock.calls.map(([filter]) => filter)).toEqual([
        expect.objectContaining({ ...around, cursor: CALL.id }),
        expect.objectContaining({ ...around, after: CALL.id }),
      ]);
      await portal.as('bob').get(path).expect(200);
      expect(asked()).toMatchObject({
        ...{ user: ALICE },
        owners: ['user:default/bob', 'group:default/data-platform'],
      });
    });

    it('are nobody else’s business', async () => {
      await portal.as('dave').get(path).expect(404);
      expect(portal.calls.list).not.toHaveBeenCalled();
    });
  });
});
