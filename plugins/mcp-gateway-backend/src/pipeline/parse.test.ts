import type { IncomingHttpHeaders } from 'http';
import { parse } from './parse';
import type { Call } from './types';

const call = (
  body: unknown,
  headers: IncomingHttpHeaders = {},
  httpMethod: Call['httpMethod'] = 'POST',
): Call => ({
  id: '1',
  requestId: '1',
  at: 0,
  httpMethod,
  headers: { 'content-type': 'application/json', ...headers },
  serverRef: 'api:default/orders',
  endpoint: 'http://localhost/servers/default/orders/mcp',
  resourceMetadata: 'http://localhost/metadata',
  readBody: async () =>
    Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const toolCall = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'echo', arguments: {} },
};

const modernHeaders = (method: string) => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
});
const task = (method: string, capabilities: object = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method,
  params: {
    taskId: 'task-1',
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    },
  },
});

const forged = { 'sallyport/assertion': 'eyJ.eyJ.sig' };

describe('parse', () => {
  it('finds the tool of a call', async () => {
    const result = await parse(call(toolCall));
    expect(result).toMatchObject({
      kind: 'continue',
      call: { action: { kind: 'tool', tool: 'echo' } },
    });
  });

  it.each([
    ['no JSON', '{', 'message.malformed'],
    ['a batch', [toolCall], 'message.invalid'],
    ['another JSON-RPC', { ...toolCall, jsonrpc: '1.0' }, 'message.invalid'],
    ['a call without a tool', { ...toolCall, params: {} }, 'message.invalid'],
    [
      'a tool call as a notification',
      { ...toolCall, id: undefined },
      'message.invalid',
    ],
    ['neither method nor answer', { jsonrpc: '2.0', id: 1 }, 'message.invalid'],
    [
      'twice the same key',
      '{"jsonrpc":"2.0","id":1,"id":2}',
      'message.ambiguous',
    ],
    [
      'a method outside the table',
      { jsonrpc: '2.0', id: 1, method: 'admin/drop' },
      'message.unknown-method',
    ],
  ])('refuses %s', async (_, body, reason) => {
    expect(await parse(call(body))).toMatchObject({ kind: 'deny', reason });
  });

  it.each([
    ['a request', { ...toolCall, params: { name: 'echo', _meta: forged } }],
    [
      'a notification',
      {
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: { _meta: forged },
      },
    ],
    ['an answer', { jsonrpc: '2.0', id: 1, result: { _meta: forged } }],
  ])(
    'D10: refuses the gateway’s own word in %s of a client',
    async (_, body) => {
      const refused = {
        kind: 'deny',
        reason: 'message.invalid',
        call: {
          refusal: { text: 'Only the gateway writes sallyport/assertion.' },
        },
      };
      expect(await parse(call(body))).toMatchObject(refused);
      // However it is written.
      const escaped = JSON.stringify(body).replace(
        'assertion',
        '\\u0061ssertion',
      );
      expect(escaped).toContain('\\u0061');
      expect(await parse(call(escaped))).toMatchObject(refused);
    },
  );

  it.each([
    [{ 'mcp-method': 'tools/list' }],
    [{ 'mcp-name': 'other' }],
    [{ 'mcp-name': '=?base64?b3RoZXI=?=' }],
  ])('refuses headers that say something else than the body: %j', async h => {
    expect(await parse(call(toolCall, h))).toMatchObject({
      reason: 'message.header-mismatch',
    });
  });

  it('takes headers that agree, encoded or not', async () => {
    const headers = {
      'mcp-method': 'tools/call',
      'mcp-name': '=?base64?ZWNobw==?=',
    };
    expect((await parse(call(toolCall, headers))).kind).toBe('continue');
  });

  it.each([
    ['tasks/get', {}, 'message.header-mismatch'],
    ['tasks/get', { 'mcp-name': 'task-2' }, 'message.header-mismatch'],
    ['tasks/cancel', { 'mcp-name': 'task-1' }, 'message.missing-capability'],
    ['tasks/result', {}, 'message.unknown-method'],
    ['tasks/list', {}, 'message.unknown-method'],
  ])(
    'E4: refuses %s of the stateless era with headers %j: %s',
    async (method, headers, reason) => {
      const refused = await parse(
        call(task(method), { ...modernHeaders(method), ...headers }),
      );
      expect(refused).toMatchObject({ kind: 'deny', reason });
    },
  );

  it('takes a request about a task of a client that knows tasks, named in the headers', async () => {
    const extensions = { 'io.modelcontextprotocol/tasks': {} };
    const headers = { ...modernHeaders('tasks/get'), 'mcp-name': 'task-1' };
    expect(
      await parse(call(task('tasks/get', { extensions }), headers)),
    ).toMatchObject({
      kind: 'continue',
      call: { action: { kind: 'task' }, message: { taskId: 'task-1' } },
    });
  });

  it('refuses another content type before it reads the body', async () => {
    const readBody = jest.fn();
    const odd = {
      ...call(toolCall, { 'content-type': 'text/plain' }),
      readBody,
    };
    expect(await parse(odd)).toMatchObject({ reason: 'edge.content-type' });
    expect(readBody).not.toHaveBeenCalled();
  });

  it('takes the client’s answers to requests of the server', async () => {
    const answer = { jsonrpc: '2.0', id: 7, result: {} };
    expect(await parse(call(answer))).toMatchObject({
      kind: 'continue',
      call: { message: { kind: 'response' }, action: { kind: 'session' } },
    });
  });
});
