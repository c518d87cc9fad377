import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call, ParsedMessage } from '../pipeline/types';
import type { Reply } from '../transport/Reply';
import { answerRefusals } from './answerRefusals';

const ASK =
  'http://portal/ai-tools/request?server=api%3Adefault%2Forders&tool=refund%26all';

async function refuse(
  message?: Partial<ParsedMessage>,
  reason: Parameters<
    ReturnType<typeof answerRefusals>
  >[0]['reason'] = 'grant.tool-not-covered',
  part: Partial<Call> = {},
) {
  const reply = { writeHead: jest.fn(), end: jest.fn() };
  await answerRefusals({ portalUrl: 'http://portal/' })({
    reply: reply as unknown as Reply,
    call: {
      serverRef: 'api:default/orders',
      requestId: 'r',
      resourceMetadata: 'http://gateway/m',
      principal: {
        userEntityRef: 'user:default/alice',
        ownershipEntityRefs: [],
      },
      document: { owner: 'group:default/data-platform' } as AccessDocument,
      message,
      ...part,
    } as Call,
    reason,
  });
  return {
    status: reply.writeHead.mock.calls[0][0],
    body: JSON.parse(reply.end.mock.calls[0][0]),
  };
}

const call = {
  kind: 'request',
  id: 1,
  method: 'tools/call',
  tool: 'refund&all',
} as const;

describe('answerRefusals', () => {
  it.each([0, 1, 'a', ''])('answers the request %j by its id', async id => {
    const { body } = await refuse({ kind: 'request', id });
    expect(body.id).toBe(id);
  });

  it('has no id for what was no request', async () => {
    expect((await refuse()).body.id).toBeNull();
    expect((await refuse({ kind: 'response', id: 3 })).body.id).toBeNull();
  });

  it('says what was refused, by whom, who can say yes and where to ask, in the text alone too', async () => {
    const { status, body } = await refuse(call);
    expect(status).toBe(200);
    expect(body.error.message).toBe(
      `Your access does not cover this tool. Refused by the gateway: the tool refund&all of api:default/orders, request r. Who can say yes: the group data-platform. Ask for it here: ${ASK}`,
    );
    expect(body.error.data).toEqual({
      reason: 'grant.tool-not-covered',
      requestId: 'r',
      refusedBy: 'gateway',
      server: 'api:default/orders',
      tool: 'refund&all',
      owner: 'group:default/data-platform',
      ask: ASK,
    });
  });

  it('names nobody, and no way to ask, where there is no such server to know of', async () => {
    const { body } = await refuse(call, 'server.not-found');
    expect(body.error.data).not.toHaveProperty('owner');
    expect(body.error.data).not.toHaveProperty('ask');
    expect(body.error.message).not.toContain('data-platform');
  });

  it('says that the server failed where it did', async () => {
    const { status, body } = await refuse(call, 'upstream.unreachable');
    expect(status).toBe(502);
    expect(body.error.data).toMatchObject({ failedAt: 'server' });
    expect(body.error.data).not.toHaveProperty('refusedBy');
  });

  it.each([
    ['a stream', undefined, 'grant.missing', 403],
    ['a notification', { kind: 'notification' }, 'grant.missing', 403],
    ['a request without sign-in', call, 'unauthenticated.missing-token', 401],
    ['a session that is not theirs', call, 'session.unknown', 404],
    ['a gateway that cannot check', call, 'feed.lost', 503],
  ] as const)(
    'keeps the HTTP status for %s',
    async (_, message, reason, status) => {
      expect((await refuse(message, reason)).status).toBe(status);
    },
  );

  it('a modern client that opens pages is sent back for input, once', async () => {
    const modern = { ...call, era: 'modern', opensUrls: true } as const;
    const { body } = await refuse({ ...modern, hasInput: false });
    expect(body.error).toBeUndefined();
    expect(body.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: {
        access: {
          method: 'elicitation/create',
          params: { mode: 'url', url: ASK },
        },
      },
      requestState: 'sallyport.ask:r',
    });
    const again = await refuse({ ...modern, hasInput: true });
    expect(again.body.error.data.ask).toBe(ASK);
  });

  it.each([
    ['grant.missing', 'tools/list'],
    ['tool.unknown', 'tools/call'],
    ['server.not-found', 'tools/call'],
  ] as const)(
    'does not send back for input: %s of %s',
    async (reason, method) => {
      const message = {
        ...call,
        method,
        era: 'modern',
        opensUrls: true,
      } as const;
      expect((await refuse(message, reason)).body.result).toBeUndefined();
    },
  );

  it('a legacy session that opens pages gets -32042 with the page', async () => {
    const message = { ...call, era: 'legacy' } as const;
    const session = { capabilities: { elicitation: { url: {} } } };
    const { body } = await refuse(message, 'grant.tool-not-covered', {
      session: session as unknown as Call['session'],
    });
    expect(body.error).toMatchObject({
      code: -32042,
      data: {
        reason: 'grant.tool-not-covered',
        elicitations: [{ mode: 'url', url: ASK, elicitationId: 'r' }],
      },
    });
  });
});
