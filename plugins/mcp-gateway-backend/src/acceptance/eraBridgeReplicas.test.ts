import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SpanKind } from '@opentelemetry/api';
import { collectTelemetry } from '../__testUtils__/collectTelemetry';
import { startBalancer } from '../__testUtils__/startBalancer';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';
import { bridgedServer } from '../era/__testUtils__/bridgedServer';
import { createLegacyTools } from '../era/__testUtils__/createLegacyTools';
import { createModernTools } from '../era/__testUtils__/createModernTools';
import { startLegacyServer } from '../era/__testUtils__/startLegacyServer';
import { startModernServer } from '../era/__testUtils__/startModernServer';

jest.setTimeout(120_000);

const answer = async () => ({
  action: 'accept' as const,
  content: { name: 'Alice' },
});

describe('the era bridge over two gateways without affinity', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  let collected: ReturnType<typeof collectTelemetry>;

  beforeAll(() => {
    collected = collectTelemetry();
  });

  afterAll(async () => await collected.stop());

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let modern: Awaited<ReturnType<typeof startModernServer>>;
    let legacy: Awaited<ReturnType<typeof startLegacyServer>>;
    let balancer: Awaited<ReturnType<typeof startBalancer>>;
    const gateways: TestGateway[] = [];
    const sentToSecond: string[] = [];

    beforeAll(async () => {
      const happened = { cancelled: [] };
      modern = await startModernServer(() => createModernTools(happened));
      legacy = await startLegacyServer(() => createLegacyTools(happened));
      balancer = await startBalancer(body => {
        // What a client answers arrives at the second gateway, everything else at the first.
        const isAnswer =
          body.includes('"inputResponses"') || body.includes('"result"');
        if (!isAnswer) return gateways[0]?.address;
        sentToSecond.push(body);
        return gateways[1]?.address;
      });
      const knex = await databases.init(databaseId);
      const shared = createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => knex }),
      });
      const start = async () =>
        await startGateway({
          publicUrl: balancer.url,
          features: [shared],
          prepare: registry => {
            registry.put(bridgedServer(modern.url));
            registry.put(bridgedServer(legacy.url, { name: 'billing' }));
          },
        });
      gateways.push(await start(), await start());
    });

    beforeEach(() => {
      sentToSecond.length = 0;
    });

    afterAll(async () => {
      for (const gateway of gateways.splice(0)) await gateway.stop();
      await balancer.stop();
      await modern.stop();
      await legacy.stop();
    });

    const access = async (server: string) => {
      const token = await gateways[0].token('alice', server);
      return {
        endpoint: new URL(gateways[0].endpoint(server)),
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      };
    };

    it('hands a client’s answer to the gateway that asked: session era', async () => {
      const { endpoint, requestInit } = await access('orders');
      const client = new Client(
        { name: 'v1', version: '1.0.0' },
        { capabilities: { elicitation: {} } },
      );
      await client.connect(
        new StreamableHTTPClientTransport(endpoint, { requestInit }),
      );
      client.setRequestHandler(ElicitRequestSchema, answer);
      const result = await client.callTool({ name: 'ask' });
      expect(result.content).toEqual([
        { type: 'text', text: 'Hello, Alice, from the state' },
      ]);
      expect(sentToSecond).toHaveLength(1);
      await client.close();
    });

    it('goes on with a call that waits at the other gateway: stateless era', async () => {
      const { endpoint, requestInit } = await access('billing');
      const client = new ModernClient(
        { name: 'v2', version: '1.0.0' },
        {
          capabilities: { elicitation: { form: {} } },
          versionNegotiation: { mode: { pin: '2026-07-28' } },
        },
      );
      await client.connect(new ModernTransport(endpoint, { requestInit }));
      client.setRequestHandler('elicitation/create', answer);
      collected.forget();
      const asked = await client.callTool({ name: 'ask' });
      expect(asked.content).toEqual([{ type: 'text', text: 'Hello, Alice' }]);
      const spansOf = (kind: SpanKind, method: string) =>
        collected
          .spans()
          .filter(
            span =>
              span.kind === kind &&
              span.attributes['mcp.method.name'] === method,
          );
      const calls = () => spansOf(SpanKind.SERVER, 'tools/call');
      await waitUntil(() => calls().length === 2);
      // The client's answer reaches the server in the trace of the request that brought it to the other gateway.
      const [handedOn] = spansOf(SpanKind.CLIENT, 'response');
      const [, second] = calls();
      expect(handedOn.parentSpanContext?.spanId).toBe(
        second.spanContext().spanId,
      );
      const twice = await client.callTool({ name: 'count' });
      expect(twice.content).toEqual([
        { type: 'text', text: 'Alice and Alice' },
      ]);
      expect(sentToSecond).toHaveLength(3);
      await client.close();
    });
  });
});
