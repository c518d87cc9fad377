import { createBackendModule } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  mcpGatewayCallGuardsExtensionPoint,
  type ArgumentsContext,
  type ArgumentsVerdict,
  type CallGuard,
  type ResultContext,
  type ResultVerdict,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { message, modern, send } from '../__testUtils__/mcpRequests';
import { scriptModern } from '../__testUtils__/scriptModern';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import {
  startScripted,
  type ScriptedAnswer,
} from '../__testUtils__/startScripted';

jest.setTimeout(60_000);

const ALICE = 'user:default/alice';
const ORDERS = 'api:default/orders';

/** What the test's guards say; each test sets its own. */
const says: {
  arguments?: (context: ArgumentsContext) => Promise<ArgumentsVerdict>;
  result?: (context: ResultContext) => Promise<ResultVerdict>;
} = {};
/** Billing has no guard: there everything streams. */
const appliesTo: CallGuard['appliesTo'] = ({ serverRef }) =>
  serverRef === ORDERS;

const guardsModule = createBackendModule({
  pluginId: 'mcp-gateway',
  moduleId: 'test-guards',
  register(env) {
    env.registerInit({
      deps: { guards: mcpGatewayCallGuardsExtensionPoint },
      async init({ guards }) {
        guards.addCallGuard({
          id: 'arguments',
          appliesTo,
          onArguments: async context =>
            says.arguments?.(context) ?? { kind: 'pass' },
        });
        guards.addCallGuard({
          id: 'results',
          appliesTo,
          onResult: async context => says.result?.(context) ?? { kind: 'pass' },
        });
      },
    });
  },
});

/** What a guard written without types may answer: no verdict, or no JSON. */
const NO_VERDICT: unknown = {};
const PASS_AS_TEXT: unknown = 'pass';
const NO_JSON: unknown = { a: 1n };

const result = (value: object, id: unknown = 1) =>
  JSON.stringify({ jsonrpc: '2.0', id, result: value });
const text = (words: string) => ({ content: [{ type: 'text', text: words }] });
const event = (data: string) => `event: message\ndata: ${data}\n\n`;
const sse = { 'content-type': 'text/event-stream' };
const progress = JSON.stringify({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 1, progress: 1 },
});

describe.each(['refuse', 'mark'] as const)(
  'call guards (larger results: %s)',
  largeResults => {
    let gateway: TestGateway;
    let upstream: Awaited<ReturnType<typeof startScripted>>;
    let answer: ScriptedAnswer;
    const tokens: Record<string, string> = {};

    beforeAll(async () => {
      // Asked for its era it is of the stateless one; the bridges are not what is tested here.
      upstream = await startScripted(request =>
        request.bytes.includes('"server/discover"')
          ? scriptModern(request)
          : answer,
      );
      gateway = await startGateway({
        features: [guardsModule],
        guards: { timeoutMs: 300, maxResultBytes: 20_000, largeResults },
      });
      tokens.orders = await gateway.token('alice', 'orders');
      tokens.billing = await gateway.token('alice', 'billing');
    });

    beforeEach(async () => {
      delete says.arguments;
      delete says.result;
      answer = { body: result(text('done')) };
      for (const name of ['orders', 'billing']) {
        const server = activeServer(name, upstream.url);
        const tools = server.approvedRevision!.tools!.map(tool => ({
          ...tool,
          ...(tool.name === 'echo' && {
            headers: [{ header: 'region', path: ['region'] }],
          }),
        }));
        gateway.registry.put({
          ...server,
          approvedRevision: { ...server.approvedRevision!, tools },
          grants: [grantTo(ALICE)],
        });
      }
      await gateway.applied();
      upstream.seen.length = 0;
    });

    afterAll(async () => {
      await gateway.stop();
      await upstream.stop();
    });

    const ask = (
      request: Parameters<typeof send>[1],
      server: 'orders' | 'billing' = 'orders',
    ) => send(gateway.endpoint(server), { ...request, token: tokens[server] });
    const call = (args: object = {}, name = 'echo') =>
      message('tools/call', { name, arguments: args });
    const answerTo = async (request: Parameters<typeof send>[1]) =>
      await (await ask(request)).json();
    const recordOf = (requestId: string) =>
      gateway.call(
        each => each.requestId === requestId && each.outcome !== 'pending',
      );
    const calls = () =>
      upstream.seen.filter(({ bytes }) => bytes.includes('"tools/call"'));
    const sent = () => calls().map(({ bytes }) => JSON.parse(bytes.toString()));

    describe('on arguments', () => {
      it('pass what every guard lets pass, byte for byte', async () => {
        const body =
          '{"jsonrpc": "2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"n":12345678901234567890}}}';
        expect(await answerTo({ body })).toMatchObject({
          result: text('done'),
        });
        expect(upstream.seen.map(({ bytes }) => bytes.toString())).toEqual([
          body,
        ]);
      });

      it('are told who calls what where, and get copies', async () => {
        const seen: ArgumentsContext[] = [];
        says.arguments = async context => {
          seen.push(context);
          context.arguments.region = 'changed in place';
          return { kind: 'pass' };
        };
        await ask({ body: call({ region: 'eu' }) });
        expect(seen).toMatchObject([
          {
            server: { serverRef: ORDERS, riskTier: 'low' },
            method: 'tools/call',
            tool: 'echo',
            userEntityRef: ALICE,
          },
        ]);
        expect(sent()).toMatchObject([
          { params: { arguments: { region: 'eu' } } },
        ]);
      });

      it('what they replace is sent, and headers that mirror it say the same (D4)', async () => {
        says.arguments = async () => ({
          kind: 'replace',
          arguments: { region: 'müd', other: 1 },
        });
        const request = modern('tools/call', {
          name: 'echo',
          arguments: { region: 'eu' },
        });
        await ask({
          ...request,
          headers: { ...request.headers, 'mcp-param-region': 'eu' },
        });
        expect(sent()).toMatchObject([
          {
            id: 1,
            params: { name: 'echo', arguments: { region: 'müd', other: 1 } },
          },
        ]);
        const [{ headers, bytes }] = calls();
        expect(headers['mcp-param-region']).toBe('=?base64?bcO8ZA==?=');
        expect(headers['content-length']).toBe(String(bytes.length));
      });

      it('what they replace is decided again, and refused when it is not granted any more (D4)', async () => {
        const takeBack = async () => {
          gateway.registry.change(ORDERS, { grants: [] });
          await gateway.applied();
        };
        says.arguments = async () => {
          await takeBack();
          return { kind: 'replace', arguments: { other: 1 } };
        };
        const { error } = await answerTo({ body: call({}, 'note') });
        expect(error.data.reason).toBe('grant.missing');
        expect(upstream.seen).toEqual([]);
        expect(await recordOf(error.data.requestId)).toMatchObject({
          decision: 'deny',
          reason: 'grant.missing',
          trace: expect.arrayContaining([
            { layer: 'grant', outcome: 'deny', reason: 'grant.missing' },
            {
              layer: 'guard',
              outcome: 'pass',
              detail: 'arguments: changed the arguments',
            },
          ]),
        });
      });

      it('what they replace is all that is sent of a request that returns from the gateway’s question', async () => {
        says.arguments = async () => ({
          kind: 'replace',
          arguments: { other: 1 },
        });
        await ask(
          modern('tools/call', {
            name: 'echo',
            arguments: {},
            requestState: 'sallyport.ask:1',
            inputResponses: { access: { action: 'accept' } },
          }),
        );
        const [{ params }] = sent();
        expect(params).toMatchObject({ arguments: { other: 1 } });
        expect(params).not.toHaveProperty('requestState');
        expect(params).not.toHaveProperty('inputResponses');
      });

      it('refuse with a reason for the person, and nothing is sent', async () => {
        says.arguments = async () => ({
          kind: 'refuse',
          text: 'No orders of other people.',
        });
        const { error } = await answerTo({ body: call() });
        expect(error.message).toContain('No orders of other people.');
        expect(error.data).toMatchObject({
          reason: 'guard.refused',
          refusedBy: 'gateway',
          tool: 'echo',
        });
        expect(upstream.seen).toEqual([]);
        expect(await recordOf(error.data.requestId)).toMatchObject({
          decision: 'deny',
          reason: 'guard.refused',
          outcome: 'refused',
          trace: expect.arrayContaining([
            { layer: 'guard', outcome: 'deny', detail: 'arguments' },
          ]),
        });
      });

      it.each<[string, NonNullable<typeof says.arguments>]>([
        [
          'throws',
          () => {
            throw new Error('secret');
          },
        ],
        ['rejects', async () => await Promise.reject(new Error('secret'))],
        ['hangs', () => new Promise(() => {})],
        [
          'says nothing that means anything',
          async () => NO_VERDICT as ArgumentsVerdict,
        ],
        [
          'says what cannot be sent: numbers',
          async () => ({ kind: 'replace', arguments: NO_JSON as JsonObject }),
        ],
        [
          'says what cannot be sent: text',
          async () => ({ kind: 'replace', arguments: { a: '\ud800' } }),
        ],
        [
          'says what cannot be sent: size',
          async () => ({
            kind: 'replace',
            arguments: { a: 'x'.repeat(2_000_000) },
          }),
        ],
      ])('refuses the call when a guard %s', async (_, guard) => {
        says.arguments = guard;
        const answered = await answerTo({ body: call() });
        expect(answered.error.data.reason).toBe('guard.failed');
        expect(JSON.stringify(answered)).not.toContain('secret');
        expect(upstream.seen).toEqual([]);
      });

      it('does not replace arguments beside numbers that would change on the way', async () => {
        says.arguments = async ({ arguments: given }) => ({
          kind: 'replace',
          arguments: { ...given, more: 1 },
        });
        const { error } = await answerTo({
          body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"n":9007199254740993}}}',
        });
        expect(error.data.reason).toBe('guard.failed');
        expect(upstream.seen).toEqual([]);
      });

      it('guard what is no tool as well: a resource', async () => {
        says.arguments = async ({ method, arguments: given }) =>
          method === 'resources/read' && given.uri === 'file:///etc/passwd'
            ? { kind: 'refuse', text: 'Not this one.' }
            : { kind: 'pass' };
        const { error } = await answerTo({
          body: message('resources/read', { uri: 'file:///etc/passwd' }),
        });
        expect(error.data.reason).toBe('guard.refused');
      });

      it('leave other servers alone', async () => {
        says.arguments = async () => ({ kind: 'refuse', text: 'No.' });
        const response = await ask({ body: call() }, 'billing');
        expect(await response.json()).toMatchObject({ result: text('done') });
      });
    });

    describe.each([
      ['JSON', (body: string) => ({ body }), (raw: string) => raw],
      [
        'an event stream',
        (body: string) => ({ headers: sse, body: event(body) }),
        (raw: string) => /^data: (.*)$/m.exec(raw)![1],
      ],
    ] as const)('on results in %s', (_, wrap, unwrap) => {
      const answered = async (body: string = result(text('a secret'))) => {
        answer = wrap(body);
        const response = await ask({ body: call() });
        return JSON.parse(unwrap(await response.text()));
      };

      it('pass, and what the client gets is what they saw', async () => {
        const seen: ResultContext[] = [];
        says.result = async context => {
          seen.push(context);
          return { kind: 'pass' };
        };
        // Which of the two a client would read is nobody's guess: it gets the one that the guards saw.
        const twice =
          '{"jsonrpc":"2.0","id":1,"result":{"content":[]},"result":{"content":[{"type":"text","text":"two"}]}}';
        const got = await answered(twice);
        expect(got.result).toEqual(text('two'));
        expect(seen).toMatchObject([
          {
            kind: 'result',
            method: 'tools/call',
            tool: 'echo',
            result: text('two'),
          },
        ]);
      });

      it('replace', async () => {
        says.result = async ({ result: given }) => ({
          kind: 'replace',
          result: JSON.parse(JSON.stringify(given).replace('secret', '●●●')),
        });
        expect((await answered()).result).toEqual(text('a ●●●'));
      });

      it('refuse, and the record says so of a call that was made', async () => {
        says.result = async () => ({
          kind: 'refuse',
          text: 'There are secrets in it.',
        });
        const { id, error } = await answered();
        expect(id).toBe(1);
        expect(error.message).toContain('There are secrets in it.');
        expect(error.data.reason).toBe('guard.result-refused');
        expect(await recordOf(error.data.requestId)).toMatchObject({
          decision: 'allow',
          reason: 'guard.result-refused',
          outcome: 'refused',
          trace: expect.arrayContaining([
            { layer: 'guard', outcome: 'deny', detail: 'results' },
          ]),
        });
      });

      it('mark, for programs and for whoever reads the text', async () => {
        says.result = async () => ({
          kind: 'mark',
          text: 'Not to be trusted.',
        });
        const got = await answered();
        expect(got.result.content).toEqual([
          { type: 'text', text: 'Note by the gateway: Not to be trusted.' },
          { type: 'text', text: 'a secret' },
        ]);
        expect(got.result._meta['sallyport/marks']).toEqual([
          { guard: 'results', text: 'Not to be trusted.' },
        ]);
      });

      it.each<[string, NonNullable<typeof says.result>]>([
        [
          'throws',
          () => {
            throw new Error('inner');
          },
        ],
        ['hangs', () => new Promise(() => {})],
        [
          'says nothing that means anything',
          async () => PASS_AS_TEXT as ResultVerdict,
        ],
      ])('refuses the result when a guard %s', async (_what, guard) => {
        says.result = guard;
        const got = await answered();
        expect(got.error.data.reason).toBe('guard.failed');
        expect(JSON.stringify(got)).not.toMatch(/secret|inner/);
      });

      it('shows errors of the server too', async () => {
        says.result = async ({ kind }) =>
          kind === 'error' ? { kind: 'refuse', text: 'No.' } : { kind: 'pass' };
        const got = await answered(
          '{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"a secret"}}',
        );
        expect(JSON.stringify(got)).not.toContain('secret');
      });

      it('shows every answer, whatever it claims to be', async () => {
        says.result = async () => ({ kind: 'refuse', text: 'No.' });
        for (const body of [
          result(text('a secret'), 99),
          `[${result(text('a secret'))}]`,
          `{"method":"x",${result(text('a secret')).slice(1)}`,
          'a secret',
        ]) {
          expect(JSON.stringify(await answered(body))).not.toContain('secret');
        }
      });

      it('lets a request for input of the server pass', async () => {
        says.result = async () => ({ kind: 'refuse', text: 'No.' });
        const asks = { resultType: 'input_required', requestState: 'x' };
        expect((await answered(result(asks))).result).toEqual(asks);
      });

      it('a result that is larger than the bound is not passed unseen', async () => {
        const asked = jest.fn(async () => ({ kind: 'pass' as const }));
        says.result = asked;
        const large = await answered(result(text('x'.repeat(40_000))));
        expect(asked).not.toHaveBeenCalled();
        const [said] = [
          large.error?.data.reason,
          large.result?._meta['sallyport/marks'][0].text,
        ].filter(Boolean);
        expect(said).toBe(
          {
            refuse: 'guard.result-too-large',
            mark: 'This result is too large to be looked at by the guards.',
          }[largeResults],
        );
      });

      it('a result that is too large to be held is refused, and the server is not read to its end', async () => {
        const large = await answered(result(text('x'.repeat(9_000_000))));
        expect(large.error.data.reason).toBe('guard.result-too-large');
      });
    });

    describe('while a result is held', () => {
      it('progress flows at once, and comments and requests of the server do', async () => {
        let release = () => {};
        says.result = () =>
          new Promise(resolve => {
            release = () => resolve({ kind: 'pass' });
          });
        const asks =
          '{"jsonrpc":"2.0","id":7,"method":"elicitation/create","params":{}}';
        const first = `: alive\n\n${event(progress)}${event(asks)}`;
        answer = {
          headers: sse,
          body: `${first}${event(result(text('done')))}`,
        };
        const response = await ask({ body: call() });
        const reader = response.body!.pipeThrough(new TextDecoderStream());
        let got = '';
        for await (const piece of reader) {
          got += piece;
          // Everything that came before the result is here while the guard still has the result.
          if (got === first) release();
        }
        expect(got).toBe(`${first}${event(result(text('done')))}`);
      });

      it('a stream that is taken up again is looked at too', async () => {
        says.result = async ({ method }) => ({
          kind: 'refuse',
          text: `It is an answer to ${method}.`,
        });
        answer = {
          headers: sse,
          body: `${event(progress)}id: 5\n${event(
            result(text('a secret'), 3),
          )}`,
        };
        const response = await ask({
          httpMethod: 'GET',
          headers: { 'last-event-id': '4' },
        });
        const got = await response.text();
        expect(got).toContain('notifications/progress');
        expect(got).toContain('id: 5\n');
        expect(got).toContain('It is an answer to undefined.');
        expect(got).not.toContain('secret');
      });
    });

    it('other servers stream as they come, byte for byte', async () => {
      says.result = async () => ({ kind: 'refuse', text: 'No.' });
      const body = `data: {"jsonrpc":"2.0","id":1,\ndata: "result":{}}\n\n`;
      answer = { headers: sse, body };
      const response = await ask({ body: call() }, 'billing');
      expect(await response.text()).toBe(body);
    });
  },
);
