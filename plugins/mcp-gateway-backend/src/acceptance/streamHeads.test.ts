import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { message } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { waitUntil } from '../__testUtils__/waitUntil';

const ANSWER =
  'id: 1\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[]}}\n\n';

/** A client whose call breaks off behind the head of its answer waits for the rest; one that got nothing knows that there is nothing. */
describe('the head of an answer that streams', () => {
  let stop: () => Promise<unknown>;
  let gateway: TestGateway;
  let token: string;
  /** What the server does once it has sent its own head. */
  let goOn: (answer: ServerResponse) => void;
  let sendsHead: boolean;

  beforeAll(async () => {
    const server = createServer((req, res) => {
      req.resume();
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      if (sendsHead) res.flushHeaders();
      goOn(res);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...activeServer('orders', `http://127.0.0.1:${port}/mcp`),
          grants: [grantTo('user:default/alice')],
        }),
    });
    token = await gateway.token('alice', 'orders');
    stop = async () => {
      await gateway.stop();
      server.closeAllConnections();
      server.close();
    };
  });

  beforeEach(() => {
    sendsHead = true;
  });

  afterAll(() => stop());

  /** Sends a call; resolves with the head of its answer. */
  async function head(name = 'echo'): Promise<IncomingMessage> {
    const sent = request(gateway.endpoint('orders'), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
    });
    const call = { name, arguments: {} };
    sent.end(JSON.stringify(message('tools/call', call, 1)));
    const [answer] = await once(sent, 'response');
    return answer;
  }

  async function textOf(answer: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of answer) text += chunk;
    return text;
  }

  it('leaves with what the answer brings', async () => {
    let hasBegun = false;
    goOn = res =>
      setTimeout(() => {
        hasBegun = true;
        res.end(ANSWER);
      }, 100);
    const answer = await head();
    expect(hasBegun).toBe(true);
    expect(await textOf(answer)).toBe(ANSWER);
  });

  it.each([true, false])(
    'is a refusal where the access ends before anything came (the head of the server was there: %s)',
    async isHeadThere => {
      let isWaiting = false;
      goOn = () => {
        isWaiting = true;
      };
      sendsHead = isHeadThere;
      const answer = head();
      await waitUntil(() => isWaiting);
      gateway.registry.change('api:default/orders', { status: 'suspended' });
      const { statusCode } = await answer;
      expect(statusCode).toBe(200);
      expect(JSON.parse(await textOf(await answer))).toMatchObject({
        id: 1,
        error: { data: { reason: 'server.suspended' } },
      });
      const asked = (await answer).headers['x-request-id'];
      expect(
        await gateway.call(({ requestId }) => requestId === asked),
      ).toMatchObject({ decision: 'allow', outcome: 'client-closed' });
      gateway.registry.change('api:default/orders', { status: 'active' });
      await gateway.applied();
    },
  );

  it('breaks off where what is not allowed any more may have changed something', async () => {
    let isWaiting = false;
    goOn = () => {
      isWaiting = true;
    };
    const answer = head('wipe').catch(error => error.message);
    await waitUntil(() => isWaiting);
    gateway.registry.change('api:default/orders', { status: 'suspended' });
    expect(await answer).toBe('socket hang up');
    gateway.registry.change('api:default/orders', { status: 'active' });
    await gateway.applied();
  });

  it('is a refusal where the server breaks off before anything came', async () => {
    goOn = res => res.destroy();
    const answer = await head();
    expect(JSON.parse(await textOf(answer))).toMatchObject({
      ...{ id: 1, error: { data: { reason: 'upstream.invalid' } } },
    });
  });

  it('leaves alone where the server says nothing for a while', async () => {
    let silent: ServerResponse | undefined;
    goOn = res => {
      silent = res;
    };
    const answer = await head();
    expect(answer.headers['content-type']).toBe('text/event-stream');
    silent?.end(ANSWER);
    expect(await textOf(answer)).toBe(ANSWER);
  });
});
