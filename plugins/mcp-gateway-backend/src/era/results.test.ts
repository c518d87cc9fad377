import { toInitializeResult } from './legacyClient/toInitializeResult';
import { toLegacyResult } from './legacyClient/toLegacyResult';
import { toModernCapabilities } from './legacyClient/toModernCapabilities';
import { toInputRequest } from './modernClient/toInputRequest';
import { toLegacyParams } from './modernClient/toLegacyParams';
import { toModernError } from './modernClient/toModernError';
import { toModernResult } from './modernClient/toModernResult';

const TASKS = 'io.modelcontextprotocol/tasks';

describe('what is carried over between the eras', () => {
  it('results lose what only the stateless era has, and keep all else', () => {
    const result = {
      resultType: 'complete',
      ttlMs: 5,
      cacheScope: 'public',
      nextCursor: 'x',
      _meta: { a: 1 },
      tools: [
        { name: 'a', outputSchema: { type: 'array' }, new: true },
        { name: 'b', outputSchema: { type: 'object' } },
      ],
    };
    expect(toLegacyResult('tools/list', result)).toEqual({
      nextCursor: 'x',
      _meta: { a: 1 },
      tools: [
        { name: 'a', new: true },
        { name: 'b', outputSchema: { type: 'object' } },
      ],
    });
  });

  it('a result that is no object is told as text', () => {
    const structured = { content: [], structuredContent: [1] };
    expect(toLegacyResult('tools/call', structured)).toEqual({
      content: [{ type: 'text', text: '[1]' }],
    });
    const object = { content: [], structuredContent: { a: 1 }, isError: true };
    expect(toLegacyResult('tools/call', object)).toEqual(object);
  });

  it('initialize tells the version that was asked for, and nothing of tasks', () => {
    const discovered = {
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {}, extensions: { [TASKS]: {} } },
      serverInfo: { name: 'x', version: '1', title: 'X' },
    };
    expect(toInitializeResult(discovered, '2025-03-26')).toEqual({
      protocolVersion: '2025-03-26',
      capabilities: { tools: {} },
      serverInfo: { name: 'x', version: '1', title: 'X' },
    });
    expect(toInitializeResult(discovered, '1999-01-01')).toMatchObject({
      protocolVersion: '2025-11-25',
    });
  });

  it('capabilities of clients go over, but not tasks', () => {
    expect(
      toModernCapabilities({
        roots: { listChanged: true },
        elicitation: { url: {} },
        tasks: { list: {} },
        extensions: { [TASKS]: {}, other: {} },
      }),
    ).toEqual({
      roots: {},
      elicitation: { url: {} },
      extensions: { other: {} },
    });
  });

  it.each(['tools/list', 'resources/read', 'server/discover'])(
    '%s may be kept by nobody',
    method => {
      expect(toModernResult(method, { a: 1 }, { name: 'x' })).toEqual({
        a: 1,
        resultType: 'complete',
        ttlMs: 0,
        cacheScope: 'private',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'x' } },
      });
    },
  );

  it.each([
    [-32002, -32602, 200],
    [-32042, -32603, 200],
    [-32601, -32601, 404],
    [-32602, -32602, 200],
    [1234, 1234, 200],
  ])('error %d is told as %d, over HTTP %d', (code, told, status) => {
    const outcome = toModernError(7, { code, message: 'no', data: { x: 1 } });
    expect(outcome).toEqual({
      message: { id: 7, error: { code: told, message: 'no', data: { x: 1 } } },
      status,
    });
  });

  it('requests say nothing that belongs to the stateless era', () => {
    const params = {
      name: 'echo',
      requestState: 's',
      inputResponses: {},
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': {},
        progressToken: 1,
        traceparent: 't',
      },
    };
    expect(toLegacyParams(params, 'own')).toEqual({
      name: 'echo',
      _meta: { progressToken: 'own', traceparent: 't' },
    });
    expect(toLegacyParams({}, 'own')).toBeUndefined();
  });

  it('questions say nothing that belongs to the session era', () => {
    const params = {
      mode: 'url',
      url: 'https://x.example',
      elicitationId: 'e',
      _meta: { progressToken: 1 },
    };
    const question = { jsonrpc: '2.0' as const, id: 1, params };
    expect(
      toInputRequest({ ...question, method: 'elicitation/create' }),
    ).toEqual({
      method: 'elicitation/create',
      params: { mode: 'url', url: 'https://x.example' },
    });
  });
});
