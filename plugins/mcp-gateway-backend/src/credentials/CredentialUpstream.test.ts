import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { TestClock } from '../tokens/__testUtils__/TestClock';
import { upstreamRequest } from '../transport/__testUtils__/upstreamRequest';
import type { UpstreamRequest } from '../transport/Upstream';
import { CredentialProviders } from './CredentialProviders';
import { CredentialUpstream } from './CredentialUpstream';

const request: CredentialRequest = {
  serverId: 'server-1',
  serverRef: 'api:default/orders',
  config: { type: 'signed-assertion' },
  principal: { userRef: 'user:default/alice' },
  upstreamUrl: 'https://mcp.example.com/mcp',
  callId: 'call-1',
};

describe('CredentialUpstream', () => {
  const clock = new TestClock();
  const sent: (string | undefined)[] = [];
  let provide: () => CredentialResult;
  let given = 0;

  beforeEach(() => {
    sent.length = 0;
    given = 0;
    provide = () => ({
      kind: 'headers',
      headers: { authorization: `Bearer word-${++given}` },
    });
  });

  async function decided() {
    const providers = CredentialProviders.create({
      providers: [{ type: 'signed-assertion', provide: () => provide() }],
      logger: mockServices.logger.mock(),
      clock,
    });
    const answer = await providers.obtain(request);
    if (answer.kind !== 'given') throw new Error(answer.kind);
    const asked = upstreamRequest();
    const call = { ...asked.call, credential: answer.credential };
    const upstream = CredentialUpstream.create({
      providers,
      upstream: {
        send: async ({ headers }: UpstreamRequest) => {
          sent.push(headers.authorization);
          return { status: 200, headers: {}, body: Readable.from([]) };
        },
      },
    });
    return () => upstream.send({ ...asked, call });
  }

  it('sends what the call was given, without asking again', async () => {
    const send = await decided();
    await send();
    clock.advance(9_000);
    await send();
    expect(sent).toEqual(['Bearer word-1', 'Bearer word-1']);
  });

  it('asks again for what a bridge sends long after the call was decided', async () => {
    const send = await decided();
    await send();
    clock.advance(5 * 60_000);
    await send();
    expect(sent).toEqual(['Bearer word-1', 'Bearer word-2']);
  });

  it('never sends without one where there is none any more', async () => {
    const send = await decided();
    clock.advance(5 * 60_000);
    provide = () => ({ kind: 'none' });
    await expect(send()).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
    });
    expect(sent).toEqual([]);
  });
});
