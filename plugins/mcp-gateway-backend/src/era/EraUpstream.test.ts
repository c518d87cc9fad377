import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { text } from 'node:stream/consumers';
import { initialize, message, modern } from '../__testUtils__/mcpRequests';
import { systemClock } from '../access/Clock';
import { applyDatabaseMigrations } from '../database/migrate';
import { Mailbox } from '../sessions/Mailbox';
import { Seal } from '../sessions/Seal';
import { SealKeys } from '../sessions/SealKeys';
import { bridgeRequest } from './__testUtils__/bridgeRequest';
import { ScriptedUpstream, type Sent } from './__testUtils__/ScriptedUpstream';
import { EraBridges } from './EraBridges';

jest.setTimeout(60_000);

const DISCOVERED = {
  result: {
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    _meta: {
      'io.modelcontextprotocol/serverInfo': { name: 'modern', version: '2' },
    },
  },
};
const INITIALIZED = {
  result: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, tasks: {} },
    serverInfo: { name: 'legacy', version: '1' },
  },
};
const NO_SESSION = { error: { code: -32000, message: 'No session' } };
const NO_METHOD = { error: { code: -32601, message: 'Unknown' } };

describe('EraUpstream: servers are asked no more than they must be', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  const bridge = async (
    upstream: ScriptedUpstream,
    options: { isLegacyOnly?: boolean } = {},
  ) => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const logger = mockServices.logger.mock();
    const keys = SealKeys.create({
      database,
      clock: systemClock,
      longestLifeMs: 1000,
    });
    await keys.refresh();
    const seal = Seal.create({ keys });
    const mailbox = Mailbox.create({ database, seal, logger });
    const bridges = EraBridges.create({
      database,
      logger,
      sessions: { mailbox, seal },
    });
    return bridges.around(upstream, options);
  };
  const modernAnswer = ({ method }: Sent) => {
    if (method === 'server/discover') return { messages: DISCOVERED };
    if (method === 'initialize') return { status: 400, messages: NO_METHOD };
    return { messages: { result: { resultType: 'complete' } } };
  };
  const legacyAnswer = ({ method, headers }: Sent) => {
    if (method === 'initialize') {
      const session = { 'mcp-session-id': 'one' };
      return { messages: [INITIALIZED], headers: session };
    }
    return headers['mcp-session-id'] === 'one'
      ? { messages: { result: {} } }
      : { status: 400, messages: NO_SESSION };
  };
  const modernOnly = () => new ScriptedUpstream(modernAnswer);
  const legacyOnly = () => new ScriptedUpstream(legacyAnswer);

  it('passes a client of the same era through: session era', async () => {
    const upstream = legacyOnly();
    const era = await bridge(upstream);
    for (const request of [initialize, initialize, message('tools/list')]) {
      await text((await era.send(bridgeRequest(request))).body);
    }
    expect(upstream.methods).toEqual([
      'initialize',
      'initialize',
      'tools/list',
    ]);
  });

  it('passes a client of the same era through: its own discovery tells', async () => {
    const upstream = modernOnly();
    const era = await bridge(upstream);
    for (const method of ['server/discover', 'tools/list', 'tools/list']) {
      await era.send(bridgeRequest(modern(method).body));
    }
    expect(upstream.methods).toEqual([
      'server/discover',
      'tools/list',
      'tools/list',
    ]);
  });

  it('asks once where another request comes first, for all who wait', async () => {
    const upstream = modernOnly();
    const era = await bridge(upstream);
    const list = bridgeRequest(modern('tools/list').body);
    await Promise.all([era.send(list), era.send(list)]);
    await era.send(list);
    expect([...upstream.methods].sort()).toEqual([
      'server/discover',
      'tools/list',
      'tools/list',
      'tools/list',
    ]);
  });

  it('does not bother a server of the session era with more than one question', async () => {
    const upstream = legacyOnly();
    const era = await bridge(upstream);
    const answers = [];
    for (const method of ['tools/list', 'server/discover', 'tools/list']) {
      const answer = await era.send(bridgeRequest(modern(method).body));
      answers.push(JSON.parse(await text(answer.body)));
    }
    expect(upstream.methods).toEqual([
      'server/discover',
      'initialize',
      'notifications/initialized',
      'tools/list',
      'tools/list',
    ]);
    expect(answers[1].result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      cacheScope: 'private',
    });
    expect(answers[1].result.capabilities).toEqual({ tools: {} });
  });

  it('asks no server of the HTTP+SSE transport for the stateless era', async () => {
    const upstream = legacyOnly();
    const era = await bridge(upstream, { isLegacyOnly: true });
    await era.send(bridgeRequest(modern('tools/list').body));
    expect(upstream.methods).not.toContain('server/discover');
  });

  it('remembers that a server refuses initialize, and that it may change', async () => {
    let isModern = true;
    const upstream = new ScriptedUpstream(sent =>
      isModern ? modernAnswer(sent) : legacyAnswer(sent),
    );
    const era = await bridge(upstream);
    const begin = async () => await era.send(bridgeRequest(initialize));
    const first = await begin();
    expect(first.era).toBe('modern');
    expect(first.headers).toHaveProperty('mcp-session-id');
    await begin();
    expect(upstream.methods).toEqual([
      'initialize',
      'server/discover',
      'server/discover',
    ]);
    isModern = false;
    expect((await begin()).era).toBeUndefined();
    expect((await begin()).era).toBeUndefined();
    expect(upstream.methods.slice(3)).toEqual([
      'server/discover',
      'initialize',
      'initialize',
    ]);
  });

  it('finds out anew when a server answers as none of its era would', async () => {
    let isModern = true;
    const upstream = new ScriptedUpstream(sent =>
      isModern ? modernAnswer(sent) : legacyAnswer(sent),
    );
    const era = await bridge(upstream);
    const discover = bridgeRequest(modern('server/discover').body);
    const list = bridgeRequest(modern('tools/list').body);
    await era.send(discover);
    isModern = false;
    expect((await era.send(list)).status).toBe(400);
    await era.send(discover);
    // The client's own question may have been wrong: the gateway asks as well before it takes the server for another.
    expect(upstream.methods.slice(2)).toEqual([
      'server/discover',
      'server/discover',
      'initialize',
      'notifications/initialized',
    ]);
  });

  it('learns nothing from a server that is busy', async () => {
    const upstream = new ScriptedUpstream(() => ({ status: 429 }));
    const era = await bridge(upstream);
    const discover = bridgeRequest(modern('server/discover').body);
    expect((await era.send(discover)).status).toBe(429);
    expect((await era.send(discover)).status).toBe(429);
    expect(upstream.methods).toEqual(['server/discover', 'server/discover']);
  });

  it("does not take a server for another because of a client's malformed question", async () => {
    const own = 'io.modelcontextprotocol/clientInfo';
    const upstream = new ScriptedUpstream(sent => {
      const meta = (sent.params?._meta ?? {}) as Record<string, unknown>;
      const isWrong = sent.method === 'server/discover' && !meta[own];
      const wrong = { error: { code: -32602, message: 'No client info' } };
      return isWrong ? { status: 400, messages: wrong } : modernAnswer(sent);
    });
    const era = await bridge(upstream);
    const question = modern('server/discover').body;
    const malformed = JSON.parse(
      JSON.stringify(question, (key, value) =>
        key === own ? undefined : value,
      ),
    );
    expect((await era.send(bridgeRequest(malformed))).status).toBe(400);
    await era.send(bridgeRequest(modern('tools/list').body));
    // The gateway asked in its own words once, and knows from then on.
    expect(upstream.methods).toEqual([
      'server/discover',
      'server/discover',
      'tools/list',
    ]);
  });
});
