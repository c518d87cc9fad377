import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../../__testUtils__/entities';
import { person } from '../../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../../__testUtils__/startRegistry';
import { digestWords } from '../../digest/digestWords';
import { NO_CHECKS_REQUIRED } from '../readCheckSettings';
import { CertificateCheck } from './CertificateCheck';
import {
  type CertificateLook,
  GatewayCertificateReader,
} from './GatewayCertificateReader';

const REF = 'api:default/everything';
const URL_OF_IT = 'https://mcp.example.com:8443/mcp';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [bob, carol] = ['bob', 'carol'].map(name => person(name));
const DAY_S = 86_400;

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('certificates on %s', id => {
  let registry: TestRegistry;
  let look: CertificateLook | Error;
  const asked: string[] = [];

  const later = (days: number) =>
    new Date(+registry.state.now + days * DAY_S * 1000).toISOString();
  /** The host shows one that ends so many days from now. */
  const show = (days: number) => {
    look = {
      ...{ ok: true, trusted: days > 0 },
      ...(days <= 0 && { problem: 'CERT_HAS_EXPIRED' }),
      certificates: [
        {
          ...{ subject: 'mcp.example.com', issuer: 'Authority' },
          ...{ validFrom: later(-400), validTo: later(days) },
        },
      ],
    };
  };

  async function start(url = URL_OF_IT) {
    asked.length = 0;
    registry = await startRegistry({
      knex: await databases.init(id),
      entities: [
        serverEntity({ mcp: { upstream: { type: 'streamable-http', url } } }),
      ],
      checkSettings: { required: NO_CHECKS_REQUIRED },
      builtInChecks: [
        CertificateCheck.create({
          warnDays: 30,
          clock: { now: () => registry.state.now },
          reader: {
            look: async address => {
              asked.push(address);
              if (look instanceof Error) throw look;
              return look;
            },
          },
        }),
      ],
    });
    await registry.sync.run();
  }
  const submit = async () =>
    (await registry.submissions.submit(bob, { serverRef: REF })).digest;
  const approve = async (digest: string) =>
    await registry.revisionDecisions.decide(carol, {
      ...{ digest, decision: { decision: 'approve', reason: 'seen' } },
    });
  const said = async (digest: string) =>
    (await registry.checks.list(bob, digest)).items[0];
  const digestOf = async () => {
    const to = registry.state.now.toISOString();
    const { digest } = await registry.digests.read(bob, {
      ...{ from: later(-7), to },
    });
    return digest!;
  };
  const dueAt = async () =>
    (await registry.database.knex('revision_checks').first('due_at')).due_at;

  beforeEach(async () => {
    await start();
    show(60);
  });

  it('hold for longer: nothing to say; the day is in the check', async () => {
    const digest = await submit();
    expect(await said(digest)).toMatchObject({
      ...{ id: 'certificate', outcome: 'pass', findings: [] },
      summary:
        'The certificate of mcp.example.com:8443 holds until 2027-01-22.',
      evidence: { host: 'mcp.example.com:8443', endsAt: later(60) },
    });
    await approve(digest);
    expect(asked).toEqual([URL_OF_IT]);
    expect((await digestOf()).certificates).toEqual([]);
  });

  it('end soon: the check warns, owners are told once, and the digest has the day', async () => {
    const digest = await submit();
    await approve(digest);
    registry.state.sent.length = 0;
    registry.wait(35 * DAY_S);
    show(25);
    await registry.checkWorker.run();
    await registry.checkWorker.run();
    expect(await said(digest)).toMatchObject({
      ...{ outcome: 'warn', remedy: expect.stringContaining('Renew') },
      findings: [{ rule: 'certificate-ends' }],
    });
    const told = registry.state.sent.filter(({ payload }) =>
      JSON.stringify(payload).includes('TLS certificate'),
    );
    expect(told.length).toBeGreaterThan(0);
    const shown = await digestOf();
    expect(shown.certificates).toEqual([
      {
        ...{ serverRef: REF, host: 'mcp.example.com:8443', isOver: false },
        ...{ endsAt: later(25), seenAt: later(0) },
      },
    ]);
    expect(digestWords(shown)?.description).toContain(
      '1 TLS certificate ends in 30 days',
    );
    // Nothing new: nobody hears of it again.
    registry.state.sent.length = 0;
    registry.wait(DAY_S);
    show(24);
    await registry.checkWorker.run();
    expect(registry.state.sent).toEqual([]);
  });

  it('are looked at again in the moment in which they are over, which the check says without waiting for a day', async () => {
    show(0.25);
    const digest = await submit();
    await approve(digest);
    expect(await dueAt()).toBe(later(0.25));
    registry.wait(DAY_S / 4);
    show(0);
    await registry.checkWorker.run();
    expect(await said(digest)).toMatchObject({
      ...{ outcome: 'fail', findings: [{ rule: 'certificate-over' }] },
    });
    // Nothing changes by itself any more: once a day, as all.
    expect(await dueAt()).toBe(later(1));
    const shown = await digestOf();
    expect(shown.certificates).toMatchObject([{ isOver: true }]);
    expect(digestWords(shown)?.description).toContain(
      '1 TLS certificate is over',
    );
    // Renewed, it is said no more.
    registry.wait(DAY_S);
    show(90);
    await registry.checkWorker.run();
    expect((await digestOf()).certificates).toEqual([]);
  });

  it('over, hold a new version back', async () => {
    show(-1);
    const digest = await submit();
    await expect(approve(digest)).rejects.toMatchObject({
      name: 'ConflictError',
    });
  });

  it('are as they were where nobody can look, and then of no known state', async () => {
    show(10);
    const digest = await submit();
    await approve(digest);
    look = new Error('the gateway is away');
    registry.wait(DAY_S);
    await registry.checkWorker.run();
    expect(await said(digest)).toMatchObject({
      ...{ outcome: 'warn', problem: expect.stringContaining('away') },
    });
    expect((await digestOf()).certificates).toHaveLength(1);
    look = { ok: false, error: 'No answer.', trusted: false, certificates: [] };
    registry.wait(8 * DAY_S);
    await registry.checkWorker.run();
    expect(await said(digest)).toMatchObject({
      ...{ outcome: 'error', problem: expect.stringContaining('No answer.') },
    });
    // When it ends is known all the same, until somebody sees another one.
    expect((await digestOf()).certificates).toMatchObject([{ isOver: false }]);
  });

  it('are nobody’s without TLS, and nobody is connected to', async () => {
    await start('http://localhost:7010/everything');
    const digest = await submit();
    expect(await said(digest)).toMatchObject({ outcome: 'notApplicable' });
    expect(asked).toEqual([]);
  });
});

describe('GatewayCertificateReader', () => {
  it('asks the gateway in the name of the registry, and takes what fits alone', async () => {
    let answer: object = {};
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      asked.push([request.url, JSON.parse(await text(request))]);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const reader = GatewayCertificateReader.create({
        auth: mockServices.auth({ pluginId: 'mcp-registry' }),
        discovery: mockServices.discovery.mock({
          getBaseUrl: async () => `http://127.0.0.1:${port}`,
        }),
      });
      const read = async () =>
        await reader.look(URL_OF_IT, { signal: AbortSignal.timeout(5_000) });
      answer = { ok: false, error: 'x', trusted: false, certificates: [] };
      expect(await read()).toEqual(answer);
      expect(asked).toEqual([['/certificates', { url: URL_OF_IT }]]);
      for (const wrong of [
        { ok: true, trusted: true, certificates: [] },
        { ok: true, trusted: true, certificates: [{ subject: 'x' }] },
      ]) {
        answer = wrong;
        await expect(read()).rejects.toThrow();
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
