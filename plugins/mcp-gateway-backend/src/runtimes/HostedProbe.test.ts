import { mockServices } from '@backstage/backend-test-utils';
import { systemClock } from '../access/Clock';
import { hostedServer, programPath } from './__testUtils__/hostedServer';
import { HttpProcessDriver } from './__testUtils__/HttpProcessDriver';
import { PlainProcessDriver } from './__testUtils__/PlainProcessDriver';
import { DriverSet } from './DriverSet';
import { HostedProbe } from './HostedProbe';
import { targetOf } from './types';

jest.setTimeout(60_000);

describe('HostedProbe', () => {
  const driver = new PlainProcessDriver({
    scripted: [programPath('scripted')],
    modern: [programPath('modern')],
    failing: [programPath('scripted'), '--fail'],
    mute: [programPath('scripted'), '--mute'],
  });
  const journal = { event: jest.fn(), line: jest.fn(), egress: jest.fn() };
  const probeOf = (drivers: PlainProcessDriver[] = [driver]) =>
    HostedProbe.create({
      owner: 'me',
      drivers: DriverSet.create({ drivers, clock: systemClock }),
      ...{ journal, clock: systemClock, talkMs: 4_000 },
      logger: mockServices.logger.mock(),
    });
  const hosted = (
    identifier: string,
    more: Partial<Parameters<typeof hostedServer>[1]> = {},
  ) => {
    const { hosted: one } = targetOf({
      ...hostedServer('x', { identifier, ...more }),
      ...{ version: 1, sequence: 1 },
    })!;
    return { serverId: 's1', hosted: one };
  };

  afterEach(() => driver.assertNothingLeft());

  it.each([
    ['@modelcontextprotocol/server-memory', 'create_entities'],
    ['@modelcontextprotocol/server-sequential-thinking', 'sequentialthinking'],
  ])('learns the tools of %s', async (identifier, tool) => {
    const result = await probeOf().probe(hosted(identifier));
    expect(result).toMatchObject({
      ok: true,
      runtime: { ready: true },
      installed: { integrity: `sha512-of-${identifier}-1.0.0` },
      serverInfo: { name: expect.any(String) },
      protocolVersion: '2025-11-25',
    });
    expect(result.tools?.map(({ name }) => name)).toContain(tool);
  });

  it('learns those of a server that speaks HTTP by itself', async () => {
    const web = new HttpProcessDriver({
      listening: [programPath('listening')],
    });
    const http = { port: 8080, path: '/mcp' };
    expect(
      await probeOf([web]).probe(hosted('listening', { http })),
    ).toMatchObject({
      ok: true,
      serverInfo: { name: 'listening' },
      tools: [{ name: 'echo' }, { name: 'note' }, { name: 'wipe' }],
    });
    web.assertNothingLeft();
    const elsewhere = hosted('listening', { http: { ...http, path: '/no' } });
    expect(await probeOf([web]).probe(elsewhere)).toMatchObject({
      ok: false,
      error: expect.stringContaining('no MCP server at this path'),
    });
    web.assertNothingLeft();
  });

  it('says that a driver runs no servers that speak HTTP, and starts nothing', async () => {
    const before = driver.started.length;
    const http = { port: 8080, path: '/mcp' };
    expect(await probeOf().probe(hosted('scripted', { http }))).toMatchObject({
      ok: false,
      error: expect.stringMatching(/HTTP by itself .* 'sandbox'/),
    });
    expect(driver.started).toHaveLength(before);
  });

  it('learns those of a server of MCP 2026-07-28', async () => {
    const result = await probeOf().probe(hosted('modern'));
    expect(result).toMatchObject({
      ok: true,
      protocolVersion: '2026-07-28',
      instructions: 'Be brief.',
      serverInfo: { name: 'modern-stdio' },
    });
    expect(result.tools?.map(({ name }) => name)).toContain('echo');
  });

  it('gives it folders of its own, no secret and nothing else of what it wants', async () => {
    const result = await probeOf().probe({
      ...hosted('scripted', {
        profile: {
          write: ['/srv/data:/data'],
          network: { outbound: { insecure_allow_all: true } },
          sallyport: { secrets: { TOKEN: { secret: 'real', as: 'env' } } },
        },
      }),
      hosts: ['api.example.com'],
    });
    expect(result.ok).toBe(true);
    const spec = driver.started.at(-1);
    expect(spec?.secrets).toEqual({ TOKEN: 'sallyport-probe' });
    expect(spec?.profile).toMatchObject({
      read: [],
      write: ['volume://probe-0:/data'],
      network: { outbound: { allow_host: ['api.example.com'] } },
    });
    expect(spec).toMatchObject({ owner: 'me', serverRef: 'probe:s1' });
    expect(journal.event).toHaveBeenLastCalledWith(
      expect.objectContaining({ serverId: 's1', event: 'probed' }),
    );
  });

  it('says in its own words why one does not start, and what was installed all the same', async () => {
    expect(await probeOf().probe(hosted('failing'))).toEqual({
      ok: false,
      runtime: { ready: true, tier: 'none, a test' },
      installed: { integrity: 'sha512-of-failing-1.0.0' },
      error: 'It ended by itself (exit code 1). cannot start: no configuration',
    });
  });

  it('does not wait for ever', async () => {
    const { ok, error } = await probeOf().probe(hosted('mute'));
    expect(ok).toBe(false);
    expect(error).toContain('in time');
  });

  it('refuses bytes that are not what was asked for', async () => {
    const candidate = hosted('scripted', {
      package: {
        ...{ registry: 'npm', identifier: 'scripted', version: '1.0.0' },
        integrity: 'sha512-something-else',
      },
    });
    expect(await probeOf().probe(candidate)).toMatchObject({
      ok: false,
      error: 'The package is not what was approved.',
    });
  });

  it('starts nothing where nothing runs servers, or what is asked for cannot be kept', async () => {
    const started = driver.started.length;
    expect(await probeOf([]).probe(hosted('scripted'))).toMatchObject({
      ok: false,
      runtime: { ready: false },
      error: expect.stringContaining('has nothing that runs servers'),
    });
    driver.problems = ['There is no /srv/data here.'];
    expect(await probeOf().probe(hosted('scripted'))).toMatchObject({
      ok: false,
      error: 'There is no /srv/data here.',
    });
    driver.problems = [];
    expect(
      await probeOf().probe({ serverId: 's1', hosted: { package: 'x' } }),
    ).toMatchObject({ ok: false });
    expect(driver.started).toHaveLength(started);
  });

  it('tries two at a time, and says so to the third', async () => {
    const probe = probeOf();
    const [one, two, three] = await Promise.all(
      ['scripted', 'modern', 'scripted'].map(
        async identifier => await probe.probe(hosted(identifier)),
      ),
    );
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(three.error).toContain('Other servers are being tried');
  });
});
