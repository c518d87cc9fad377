import { META } from '../era/META';
import type { UpstreamRequest } from '../transport/Upstream';
import { readRequest } from './readRequest';

const TASKS = 'io.modelcontextprotocol/tasks';
const read = (message: unknown) =>
  readRequest({
    body:
      message === undefined ? undefined : Buffer.from(JSON.stringify(message)),
  } as UpstreamRequest);

describe('readRequest', () => {
  it('takes who asks apart from what is asked', () => {
    const envelope = {
      [META.protocolVersion]: '2026-07-28',
      [META.clientInfo]: { name: 'editor', version: '1' },
    };
    expect(
      read({
        jsonrpc: '2.0',
        id: 'a',
        method: 'tools/call',
        params: {
          name: 'orders_echo',
          _meta: { ...envelope, progressToken: 1, 'example.com/x': true },
        },
      }),
    ).toEqual({
      id: 'a',
      method: 'tools/call',
      params: {
        name: 'orders_echo',
        _meta: { progressToken: 1, 'example.com/x': true },
      },
      envelope,
    });
  });

  it('has no parameters but those that were sent', () => {
    expect(read({ id: 0, method: 'tools/list' })).toEqual({
      id: 0,
      method: 'tools/list',
      params: {},
      envelope: {},
    });
  });

  it.each([
    ['nothing', undefined],
    ['a notification', { method: 'notifications/initialized' }],
    ['an answer', { id: 1, result: {} }],
    ['a list', [{ id: 1, method: 'ping' }]],
    ['an id that is none', { id: null, method: 'ping' }],
  ])('answers nothing to %s', (_what, message) => {
    expect(read(message)).toBeUndefined();
  });

  it('tells servers that tasks are not possible here, and nothing else less', () => {
    const capabilities = {
      elicitation: {},
      extensions: { [TASKS]: {}, 'example.com/more': { a: 1 } },
    };
    const message = {
      id: 1,
      method: 'ping',
      params: { _meta: { [META.clientCapabilities]: capabilities } },
    };
    expect(read(message)?.envelope[META.clientCapabilities]).toEqual({
      elicitation: {},
      extensions: { 'example.com/more': { a: 1 } },
    });
  });
});
