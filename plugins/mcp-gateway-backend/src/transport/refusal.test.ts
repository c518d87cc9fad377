import type { ServerResponse } from 'http';
import type { Call, ParsedMessage } from '../pipeline/types';
import { sendRefusal } from './refusal';

function refuse(message?: Partial<ParsedMessage>) {
  const response = { writeHead: jest.fn(), end: jest.fn() };
  sendRefusal({
    response: response as unknown as ServerResponse,
    call: {
      serverRef: 'api:default/orders',
      requestId: 'r',
      message,
    } as Call,
    reason: 'grant.tool-not-covered',
    links: {
      portalUrl: 'http://portal/',
      resourceMetadata: 'http://gateway/m',
    },
  });
  return JSON.parse(response.end.mock.calls[0][0]);
}

describe('sendRefusal', () => {
  it.each([0, 1, 'a', ''])('answers the request %j by its id', id => {
    expect(refuse({ kind: 'request', id }).id).toBe(id);
  });

  it('has no id for what was no request', () => {
    expect(refuse().id).toBeNull();
    expect(refuse({ kind: 'response', id: 3 }).id).toBeNull();
  });

  it('leads to the form that asks for exactly this', () => {
    const { error } = refuse({ kind: 'request', id: 1, tool: 'refund&all' });
    expect(error.data.ask).toBe(
      'http://portal/ai-tools/request?server=api%3Adefault%2Forders&tool=refund%26all',
    );
    expect(error.message).toContain(error.data.ask);
  });
});
