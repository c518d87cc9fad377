import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import {
  coreServices,
  createBackendModule,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { collectTelemetry } from '../collectTelemetry';
import { activeServer, grantTo } from '../documents';
import { message, send } from '../mcpRequests';
import { startGateway, type TestGateway } from '../startGateway';
import { startUpstream, type Upstream } from '../startUpstream';
import { waitUntil } from '../waitUntil';

jest.setTimeout(60_000);

/** What the scan of every acceptance test finds, by a gateway that is made to write down what it must not. */
describe('GatewayWatch', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let spools: string;
  let knex: Knex;
  let logger: LoggerService;
  let collected: ReturnType<typeof collectTelemetry>;

  const leaky = createBackendModule({
    pluginId: 'mcp-gateway',
    moduleId: 'leaky',
    register: ({ registerInit }) =>
      registerInit({
        deps: { database: coreServices.database, log: coreServices.logger },
        init: async ({ database, log }) => {
          knex = await database.getClient();
          logger = log;
        },
      }),
  });

  beforeEach(async () => {
    collected = collectTelemetry();
    spools = await mkdtemp(join(tmpdir(), 'watched-'));
    upstream = await startUpstream();
    gateway = await startGateway({
      ...{ spools, features: [leaky] },
      encryption: {
        keys: [{ id: 'one', secret: 'k3y-to-seal-with!'.repeat(3) }],
      },
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice')],
        }),
    });
  });
  afterEach(async () => {
    await upstream.stop();
    await collected.stop();
    await rm(spools, { recursive: true, force: true });
  });

  const call = async () => {
    const token = await gateway.token('alice', 'orders');
    const body = message('tools/list');
    await (await send(gateway.endpoint('orders'), { token, body })).text();
    await gateway.calls(1);
    return token;
  };
  const stopped = () =>
    gateway.stop().then(
      () => '',
      (error: Error) => error.message,
    );

  it('finds nothing where nothing was written down', async () => {
    await call();
    expect(await stopped()).toBe('');
  });

  it('finds a token that was only ever shown, in each kind of output', async () => {
    const token = await call();
    logger.info('Something happened', { to: [token] });
    // The column stands in the exports, too.
    expect(await knex('calls').update({ tool: token })).toBeGreaterThan(0);
    await writeFile(
      join(spools, 'planted.ndjson'),
      JSON.stringify({ inner: JSON.stringify({ token }) }),
    );
    const span = trace.getTracer('test').startSpan('one');
    span.setAttribute('planted', Buffer.from(`x:${token}`).toString('base64'));
    span.end();
    await waitUntil(() => collected.spans().length > 0);
    const message_ = await stopped();
    for (const place of [
      ...['the log', 'table calls', 'spool planted.ndjson', 'telemetry'],
      ...['export ndjson', 'export csv', 'export ocsf'],
    ]) {
      expect(message_).toMatch(
        new RegExp(`(?:bearer credential|token) \\d+ in ${place}`),
      );
    }
    expect(message_).not.toContain(token);
  });

  it('finds what the gateway was given, and its own keys where they should be sealed', async () => {
    logger.warn(`Sealing with ${'k3y-to-seal-with!'.repeat(3)}`);
    await call();
    const open = { private_jwk: JSON.stringify({ d: 'a1B2'.repeat(11) }) };
    expect(await knex('signing_keys').update(open)).toBeGreaterThan(0);
    const found = await stopped();
    expect(found).toContain('setting encryption.keys.secret 1 in the log');
    expect(found).toContain('a private key as JWK in table signing_keys');
  });
});
