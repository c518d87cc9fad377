import { createHash } from 'crypto';
import { mkdtemp, readdir, readFile, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  type AuditEvent,
  auditEventSchema,
  FIRST_PREV,
  hashText,
  parseLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, message, send } from '../__testUtils__/mcpRequests';
import { waitUntil } from '../__testUtils__/waitUntil';
import { verifyArchive } from '../evidence/chain-export/__testUtils__/verifyArchive';
import { BreakableDisk } from '../evidence/spool/__testUtils__/BreakableDisk';
import { CallNotes } from '../evidence/spool/CallNotes';
import { realDisk } from '../evidence/spool/SpoolDisk';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const SECRET = 'a-secret-in-the-arguments';

describe('the audit log', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let spools: string;

  let disk: BreakableDisk;

  beforeEach(async () => {
    disk = new BreakableDisk();
    jest
      .spyOn(realDisk, 'create')
      .mockImplementation((...where) => disk.create(...where));
    spools = await mkdtemp(join(tmpdir(), 'spools-'));
    upstream = await startUpstream();
    gateway = await startGateway({
      spools,
      // Who may see the set-up page.
      config: { mcpRegistry: { approverGroups: ['user:default/bob'] } },
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice', { id: 'the-grant' })],
        }),
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await upstream.stop();
    await rm(spools, { recursive: true, force: true });
    jest.restoreAllMocks();
  });

  /** The spool of this gateway. */
  async function place() {
    const [installation] = await readdir(spools);
    const [writer] = await readdir(join(spools, installation));
    return { writer, directory: join(spools, installation, writer) };
  }

  /** What stands in the files right now; every line is verified. */
  async function spooled(): Promise<AuditEvent[]> {
    const { directory, writer } = await place();
    const text = await readFile(join(directory, '000001.ndjson'), 'utf8');
    let prev = FIRST_PREV;
    return text
      .split('\n')
      .slice(0, -1)
      .map((line, index) => {
        const read = parseLine(line);
        expect(read).toMatchObject({ writer, seq: index + 1, prev });
        const hash = createHash('sha256')
          .update(hashText(read!, read!.event))
          .digest('hex');
        expect(read!.hash).toBe(hash);
        prev = hash;
        return auditEventSchema.parse(JSON.parse(read!.event));
      });
  }

  const call = (name: string) =>
    message('tools/call', { name, arguments: { secret: SECRET } });

  it('has every answer in the spool by the time that it is there', async () => {
    const endpoint = gateway.endpoint('orders');
    const alice = await gateway.token('alice', 'orders');
    const dave = await gateway.token('dave', 'orders');
    await send(endpoint, { body: message('tools/list') });
    expect(await spooled()).toMatchObject([
      {
        type: 'http_request',
        outcome: 'denied',
        subjects: { user: 'anonymous' },
      },
    ]);
    await send(endpoint, { token: dave, body: call('echo') });
    expect((await spooled())[1]).toMatchObject({
      ...{ type: 'mcp_tool_call', outcome: 'denied' },
      subjects: { user: 'user:default/dave' },
      sallyport: { call: { decision: 'deny', reason: 'grant.missing' } },
    });
    await send(endpoint, {
      token: alice,
      body: call('echo'),
      headers: {
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      },
    });
    // What reads is noted when its answer is there, and written a moment later.
    const [note] =
      (await CallNotes.read((await place()).directory, 'notes')) ?? [];
    expect(note).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
    await waitUntil(async () => (await spooled()).length === 3);
    expect((await spooled())[2]).toMatchObject({
      type: 'mcp_tool_call',
      // The server wants a session first.
      outcome: 'application_error',
      component: 'api:default/orders',
      target: { name: 'echo', method: 'tools/call' },
      sallyport: {
        call: {
          ...{ phase: 'outcome', grantId: 'the-grant', decision: 'allow' },
          revisionDigest: 'sha256:orders',
          traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        },
      },
    });
    const text = note + JSON.stringify(await spooled());
    for (const secret of [SECRET, alice, dave]) {
      expect(text).not.toContain(secret);
    }
  });

  it('writes what is about to change something before it goes out, and how it ended afterwards', async () => {
    const alice = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), alice);
    await client.callTool({ name: 'wipe', arguments: {} });
    const told = (await spooled()).filter(
      ({ target }) => target.name === 'wipe',
    );
    expect(told).toMatchObject([
      { outcome: 'pending', sallyport: { call: { phase: 'intent' } } },
      { outcome: 'success', sallyport: { call: { phase: 'outcome' } } },
    ]);
    const [intent, outcome] = told.map(({ sallyport }) => sallyport.call?.id);
    expect(intent).toBe(outcome);
    await client.close();
  });

  it('A1: with a full disk refuses what changes things, goes on with what reads, says so, and loses nothing', async () => {
    const alice = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), alice);
    const finding = async () => {
      const { body } = await gateway.as('bob').get('/setup-checks');
      const checks: { threat: string; finding: string }[] = body.items;
      return checks.find(({ threat }) => threat === 'A1')?.finding;
    };
    expect(await finding()).toBe('gateway-audit.written');
    disk.room = 100;
    await client.callTool({ name: 'echo', arguments: { n: 1 } });
    await expect(
      client.callTool({ name: 'wipe', arguments: {} }),
    ).rejects.toThrow(/record/);
    await client.callTool({ name: 'echo', arguments: { n: 2 } });
    expect(upstream.called).toEqual(['echo', 'echo']);
    expect(await finding()).toBe('gateway-audit.unwritable');

    disk.room = Infinity;
    await waitUntil(async () => (await finding()) === 'gateway-audit.written');
    await client.callTool({ name: 'wipe', arguments: {} });
    expect(upstream.called).toEqual(['echo', 'echo', 'wipe']);
    const outcomes = (await spooled()).flatMap(({ target, outcome }) =>
      target.name ? [`${target.name} ${outcome}`] : [],
    );
    expect(outcomes).toEqual([
      ...['echo success', 'wipe denied', 'echo success'],
      ...['wipe pending', 'wipe success'],
    ]);
    await client.close();
  });

  it('gives itself out to auditors as it is chained, with every call in it', async () => {
    const alice = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), alice);
    await client.callTool({ name: 'echo', arguments: { n: 1 } });
    await client.close();
    const calls = await gateway.calls(3);
    const { body } = await gateway
      .as('bob')
      .get('/audit/export')
      .responseType('blob')
      .expect(200);
    const report = await verifyArchive(body);
    expect(report).toMatchObject({ isGood: true, findings: [] });
    const [{ writer }] = report.writers;
    expect(report.events).toBeGreaterThanOrEqual(calls.length);
    for (const { id } of calls) expect(String(body)).toContain(id);
    const part = await gateway
      .as('bob')
      .get(`/audit/export?writer=${writer}&fromSeq=2`)
      .responseType('blob')
      .expect(200);
    // No checkpoint was made yet, so that it begins with the chain.
    expect(await verifyArchive(part.body)).toMatchObject({
      ...{ isGood: true, extent: { writer } },
    });
    const changed = Buffer.from(body);
    changed.write('x', changed.lastIndexOf('"user:default/alice"') + 1);
    expect((await verifyArchive(changed)).findings).toEqual([
      expect.objectContaining({ kind: 'altered', writer }),
    ]);
  });

  it('leaves nothing in its spool when it is stopped', async () => {
    await send(gateway.endpoint('orders'), { body: message('tools/list') });
    await gateway.stop();
    const [installation] = await readdir(spools);
    expect(await readdir(join(spools, installation))).toEqual([]);
    gateway = { ...gateway, stop: async () => {} };
  });
});
