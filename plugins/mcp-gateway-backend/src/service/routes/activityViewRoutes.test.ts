import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

describe('what goes with the search of calls', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => portal.allow());

  it('gives keys of checkpoints to everybody, their state to auditors', async () => {
    const { body } = await portal.as('dave').get('/audit/keys').expect(200);
    expect(body).toEqual({ keys: [{ kid: 'key-1' }] });
    await portal.as('dave').get('/audit/checkpoints').expect(403);
    portal.allow('mcp.audit.read');
    await portal.as('carol').get('/audit/checkpoints').expect(200);
  });

  it('gives the chained log to auditors alone, and writes down who took what', async () => {
    const path =
      '/audit/export?writer=w1&fromSeq=2&from=2026-11-01T01%3A00%3A00%2B01%3A00';
    await portal.as('dave').get(path).expect(403);
    expect(portal.auditProof.exports.give).not.toHaveBeenCalled();
    portal.allow('mcp.audit.read');
    portal.auditProof.exports.give.mockImplementation(async (_, take) => {
      async function* chunks() {
        yield Buffer.from('one,');
        yield Buffer.from('two');
      }
      await take({ fileName: 'audit-log-1.tar', chunks: chunks() });
      return 7;
    });
    const { body, headers } = await portal
      .as('carol')
      .get(path)
      .responseType('blob')
      .expect(200);
    expect(String(body)).toBe('one,two');
    expect(headers).toMatchObject({
      'content-type': 'application/x-tar',
      'content-disposition': 'attachment; filename="audit-log-1.tar"',
      'cache-control': 'no-store',
    });
    expect(portal.auditProof.exports.give.mock.calls[0][0]).toEqual({
      ...{ writer: 'w1', fromSeq: 2, from: '2026-11-01T00:00:00.000Z' },
    });
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'audit-export',
        meta: { query: expect.objectContaining({ writer: 'w1' }) },
      }),
    );
    expect(portal.auditEvent.success).toHaveBeenCalledWith({
      meta: { count: 7 },
    });
  });

  it.each([
    ['from=yesterday', 'a time such as'],
    ['from=2026-11-01T10%3A00%3A00', 'a time such as'],
    ['from=2026-11-02&to=2026-11-01', 'must be before'],
    ['fromSeq=2', 'needs `writer`'],
    ['writer=w1&fromSeq=3&toSeq=2', 'must not be after'],
    ['writer=w1&fromSeq=0', '>= 1'],
    ['writer=a%20b', 'not the id of a writer'],
  ])('refuses to export the log for %s', async (query, problem) => {
    portal.allow('mcp.audit.read');
    const { body } = await portal
      .as('carol')
      .get(`/audit/export?${query}`)
      .expect(400);
    expect(body.error.message).toContain(problem);
  });

  it('keeps searches of people for themselves', async () => {
    const save = (person: string, name: string, query: string) =>
      portal.as(person).post('/activity-views').send({ name, query });
    await save('alice', 'Refused', 'decision=deny&<x>=1').expect(201);
    const again = await save('alice', ' Refused ', 'decision=deny').expect(201);
    await save('alice', '  ', 'x').expect(400);
    const mine = await portal.as('alice').get('/activity-views').expect(200);
    expect(mine.body.items).toEqual([
      { id: again.body.id, name: 'Refused', query: 'decision=deny' },
    ]);
    const path = `/activity-views/${again.body.id}`;
    await portal.as('dave').delete(path).expect(204);
    const his = await portal.as('dave').get('/activity-views').expect(200);
    expect(his.body.items).toEqual([]);
    const kept = await portal.as('alice').get('/activity-views').expect(200);
    expect(kept.body.items).toHaveLength(1);
    await portal.as('alice').delete(path).expect(204);
    const none = await portal.as('alice').get('/activity-views').expect(200);
    expect(none.body.items).toEqual([]);
  });
});
