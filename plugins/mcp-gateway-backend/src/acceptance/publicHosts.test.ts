import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { keepLog } from '../__testUtils__/keepLog';
import { message, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';

jest.setTimeout(60_000);

describe('the public hosts that the operator named', () => {
  const lines: string[] = [];
  let gateway: TestGateway;
  let server: Server;

  beforeAll(async () => {
    server = createServer((_, res) =>
      res
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}'),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    gateway = await startGateway({
      publicHosts: ['mcp.vendor.example'],
      prepare: registry => {
        for (const name of ['orders', 'billing']) {
          registry.put({
            ...activeServer(name, `http://127.0.0.1:${port}/mcp`),
            grants: [grantTo('user:default/alice')],
          });
        }
      },
      features: [
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => keepLog(lines),
        }),
      ],
    });
  });

  afterAll(async () => {
    await gateway?.stop();
    server.close();
  });

  const list = async (name: string) =>
    send(gateway.endpoint(name), {
      token: await gateway.token('alice', name),
      body: message('tools/list'),
    });

  it.each([
    ['https://other.vendor.example:8443/mcp?key=sesame', /publicHosts/],
    ['https://1.1.1.1/mcp?key=sesame', /publicHosts/],
  ])('R1: does not dial %s, and tells the operator', async (url, why) => {
    gateway.registry.change('api:default/billing', {
      approvedRevision: {
        ...activeServer('billing', '').approvedRevision!,
        upstream: { type: 'streamable-http', url },
      },
    });
    await gateway.applied();
    const response = await list('billing');
    expect(response.status).toBe(502);
    expect((await response.json()).error.data.reason).toBe(
      'upstream.forbidden-address',
    );
    const told = lines.filter(line => line.includes('does not connect to'));
    expect(told.at(-1)).toContain(new URL(url).hostname);
    expect(told.at(-1)).toMatch(why);
    expect(told.join()).not.toContain('sesame');
  });

  it('dials what is opened beside them', async () => {
    expect((await list('orders')).status).toBe(200);
  });
});
