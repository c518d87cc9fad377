import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { upstreamRequest } from '../transport/__testUtils__/upstreamRequest';
import type { UpstreamAnswer, UpstreamRequest } from '../transport/Upstream';
import { CredentialProviders } from './CredentialProviders';
import { CredentialUpstream } from './CredentialUpstream';

const URL = 'https://orders.example/mcp';
const asked: CredentialRequest = {
  serverId: 'id',
  serverRef: 'api:default/orders',
  config: { type: 'personal-key' },
  principal: { userRef: 'user:default/alice' },
  upstreamUrl: URL,
  callId: 'call',
};

describe('CredentialUpstream', () => {
  const clock = new ManualClock();
  /** What the provider gives from now on: one key after the other. */
  let results: CredentialResult[];
  let refused: unknown[];
  let holds: boolean;
  let sent: UpstreamRequest[];
  let answers: Partial<UpstreamAnswer>[];
  let upstream: CredentialUpstream;
  let providers: CredentialProviders;

  const key = (value: string): CredentialResult => ({
    kind: 'headers',
    headers: { 'x-api-key': value },
    secrets: [value],
  });

  beforeEach(() => {
    results = [key('first-key')];
    refused = [];
    holds = true;
    sent = [];
    answers = [];
    const provider: CredentialProvider = {
      type: 'personal-key',
      provide: () => (results.length > 1 ? results.shift()! : results[0]),
      refused: async (_, lacks) => {
        refused.push(lacks);
      },
      holds: () => holds,
    };
    providers = CredentialProviders.create({
      providers: [provider],
      logger: mockServices.logger.mock(),
      clock,
    });
    upstream = CredentialUpstream.create({
      providers,
      upstream: {
        send: async one => {
          sent.push(one);
          const { status = 200, headers = {}, body } = answers.shift() ?? {};
          return { status, headers, body: body ?? Readable.from(['{}']) };
        },
      },
    });
  });

  async function request(
    options: { url?: string; httpMethod?: 'POST' | 'DELETE' } = {},
  ): Promise<UpstreamRequest> {
    const answer = await providers.obtain(asked);
    if (answer.kind !== 'given') throw new Error(answer.kind);
    const { credential } = answer;
    const plain = upstreamRequest({ url: options.url ?? URL });
    return {
      ...plain,
      httpMethod: options.httpMethod ?? 'POST',
      call: { ...plain.call, credential },
    };
  }
  const keys = () => sent.map(({ headers }) => headers['x-api-key']);

  it('puts it on what is sent, and says that it was', async () => {
    const made = await request();
    expect(made.call.credential?.use.isSent).toBe(false);
    await upstream.send(made);
    expect(keys()).toEqual(['first-key']);
    expect(made.call.credential?.use.isSent).toBe(true);
  });

  it('sends what needs none as it is', async () => {
    const plain = upstreamRequest({ url: URL });
    answers = [{ status: 401 }];
    expect((await upstream.send(plain)).status).toBe(401);
    expect(sent[0]).toBe(plain);
  });

  it('C2: sends it to no other address, whatever led there', async () => {
    const made = await request({ url: 'https://orders.example/other' });
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'upstream.forbidden-address',
    });
    expect(sent).toEqual([]);
    expect(made.call.credential?.use.isSent).toBe(false);
  });

  it('masks it in what comes back', async () => {
    answers = [
      {
        headers: { location: 'https://elsewhere.example/?k=first-key' },
        body: Readable.from(['you sent first', '-key']),
      },
    ];
    const { headers, body } = await upstream.send(await request());
    expect(await text(body)).toBe('you sent *********');
    expect(headers.location).toBe('https://elsewhere.example/?k=*********');
  });

  it('masks it as it stands in JSON, too', async () => {
    results = [key('a "quoted" key')];
    const json = JSON.stringify({ sent: 'a "quoted" key' });
    answers = [{ body: Readable.from([json]) }];
    const { body } = await upstream.send(await request());
    expect(await text(body)).toBe(`{"sent":"${'*'.repeat(16)}"}`);
  });

  it('asks again for what was given some time ago, as in a session', async () => {
    const made = await request();
    await upstream.send(made);
    results = [key('rotated')];
    clock.advance(1_000);
    await upstream.send(made);
    expect(keys()).toEqual(['first-key', 'rotated']);
  });

  it('sends nothing once it has ended, and says why', async () => {
    const made = await request();
    results = [{ kind: 'needs-sign-in', why: 'Gone.', connectPath: '/here' }];
    clock.advance(1_000);
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'credential.needs-sign-in',
      refusal: { text: 'Gone.', connectPath: '/here' },
      isOfCredential: true,
    });
    results = [{ kind: 'none' }];
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
    });
    expect(sent).toEqual([]);
  });

  it('makes a refused request once more where there is a newer one', async () => {
    const made = await request();
    results = [key('second-key')];
    answers = [{ status: 401 }];
    expect((await upstream.send(made)).status).toBe(200);
    expect(keys()).toEqual(['first-key', 'second-key']);
    expect(refused).toEqual([undefined]);
  });

  it('and not a third time', async () => {
    const made = await request();
    results = [key('second-key'), key('third-key')];
    answers = [{ status: 401 }, { status: 401 }];
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
    });
    expect(keys()).toEqual(['first-key', 'second-key']);
    expect(refused).toHaveLength(2);
  });

  it('does not repeat what would be the same', async () => {
    answers = [{ status: 401 }];
    await expect(upstream.send(await request())).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
      isOfCredential: true,
    });
    expect(sent).toHaveLength(1);
  });

  it('asks the person at once where a refusal ended their key', async () => {
    const made = await request();
    results = [{ kind: 'needs-sign-in', why: 'Again.' }];
    answers = [{ status: 401 }];
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'credential.needs-sign-in',
    });
  });

  it('says that it was refused where another cannot be had now', async () => {
    const made = await request();
    results = [{ kind: 'unavailable', retryAfterSeconds: 7 }];
    answers = [{ status: 401 }];
    await expect(upstream.send(made)).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
      retryAfterSeconds: 7,
    });
  });

  it('tells whoever gave it which scopes it lacks', async () => {
    answers = [
      {
        status: 403,
        headers: {
          'www-authenticate':
            'Bearer error="insufficient_scope", scope="orders.write"',
        },
      },
    ];
    await expect(upstream.send(await request())).rejects.toMatchObject({
      reason: 'upstream.credential-refused',
    });
    expect(refused).toEqual([{ scopes: ['orders.write'] }]);
  });

  describe('at the end of a session', () => {
    const end = { httpMethod: 'DELETE' } as const;

    it('asks for no new credential, and takes no refusal for a word about the old one', async () => {
      const made = await request(end);
      results = [key('second-key')];
      clock.advance(1_000);
      answers = [{ status: 401 }];
      expect((await upstream.send(made)).status).toBe(204);
      expect(keys()).toEqual(['first-key']);
      expect(refused).toEqual([]);
    });

    it('passes other answers on', async () => {
      answers = [{ status: 405 }];
      expect((await upstream.send(await request(end))).status).toBe(405);
    });

    it('tells the server nothing once the person has taken it back, or never had one', async () => {
      holds = false;
      expect((await upstream.send(await request(end))).status).toBe(204);
      const plain = upstreamRequest({ url: URL });
      const without = {
        ...plain,
        httpMethod: 'DELETE' as const,
        call: { ...plain.call, lacksCredential: true },
      };
      expect((await upstream.send(without)).status).toBe(204);
      expect(sent).toEqual([]);
    });
  });
});
