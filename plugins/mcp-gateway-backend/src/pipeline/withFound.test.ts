import type { Call } from './types';
import { withFound } from './withFound';

const incoming: Call = {
  id: 'call-1',
  requestId: 'request-1',
  at: 1,
  httpMethod: 'POST',
  headers: { host: 'gateway.example' },
  serverRef: 'mcpserver:default/orders',
  endpoint: 'https://gateway.example/servers/default/orders/mcp',
  resourceMetadata: 'https://gateway.example/.well-known/x',
  readBody: () => Buffer.alloc(0),
};

describe('withFound', () => {
  it('adds what was found to a copy, and keeps everything else', () => {
    const sequence = withFound(incoming, { sequence: 7 });
    const call = withFound(sequence, { team: 'group:default/shop' });
    expect(call).toEqual({
      ...{ ...incoming, sequence: 7, team: 'group:default/shop' },
    });
    expect(sequence.team).toBeUndefined();
    expect(incoming).not.toHaveProperty('sequence');
  });

  it('takes back what is found not to be there', () => {
    const call = withFound(incoming, { sequence: 7, lacksCredential: true });
    expect(withFound(call, { sequence: undefined })).toEqual({
      ...incoming,
      lacksCredential: true,
    });
  });

  it('gives every call the same fields in the same order, whatever is found when', () => {
    const one = withFound(withFound(incoming, { team: 'a' }), { sequence: 1 });
    const other = withFound(incoming, { sequence: 1, team: 'a' });
    expect(Object.keys(one)).toEqual(Object.keys(other));
    expect(Object.keys(withFound(incoming))).toEqual(Object.keys(one));
  });
});
