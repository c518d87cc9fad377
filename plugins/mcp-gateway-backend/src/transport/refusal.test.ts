import type { Call, ParsedMessage } from '../pipeline/types';
import { answerRefusals } from './refusal';
import type { Reply } from './Reply';

async function refuse(message?: Partial<ParsedMessage>) {
  const reply = { writeHead: jest.fn(), end: jest.fn() };
  await answerRefusals({ portalUrl: 'http://portal/' })({
    reply: reply as unknown as Reply,
    call: {
      serverRef: 'api:default/orders',
      requestId: 'r',
      resourceMetadata: 'http://gateway/m',
      message,
    } as Call,
    reason: 'grant.tool-not-covered',
  });
  return JSON.parse(reply.end.mock.calls[0][0]);
}

describe('answerRefusals', () => {
  it.each([0, 1, 'a', ''])('answers the request %j by its id', async id => {
    expect((await refuse({ kind: 'request', id })).id).toBe(id);
  });

  it('has no id for what was no request', async () => {
    expect((await refuse()).id).toBeNull();
    expect((await refuse({ kind: 'response', id: 3 })).id).toBeNull();
  });

  it('leads to the form that asks for exactly this', async () => {
    const { error } = await refuse({
      kind: 'request',
      id: 1,
      tool: 'refund&all',
    });
    expect(error.data.ask).toBe(
      'http://portal/ai-tools/request?server=api%3Adefault%2Forders&tool=refund%26all',
    );
    expect(error.message).toContain(error.data.ask);
  });
});
