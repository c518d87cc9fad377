import { mockServices } from '@backstage/backend-test-utils';
import type {
  CredentialProvider,
  CredentialRequest,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import type { CallCredential } from './CallCredential';
import { CredentialProviders } from './CredentialProviders';

const request: CredentialRequest = {
  serverId: 'id',
  serverRef: 'api:default/orders',
  config: { type: 'personal-key' },
  principal: { userRef: 'user:default/alice' },
  upstreamUrl: 'https://orders.example/mcp',
  callId: 'call',
};
const SECRET = 'key-of-alice';

const provide = () => ({ kind: 'none' as const });
function broken(): never {
  throw Object.assign(new TypeError(`no header: ${SECRET}`), {
    code: 'EBROKEN',
  });
}

describe('CredentialProviders', () => {
  const clock = new ManualClock();
  const asked: CredentialRequest[] = [];
  let logger: ReturnType<typeof mockServices.logger.mock>;

  beforeEach(() => {
    asked.length = 0;
    logger = mockServices.logger.mock();
  });

  const create = (part: Partial<CredentialProvider> = {}) =>
    CredentialProviders.create({
      providers: [
        {
          type: 'personal-key',
          provide: one => {
            asked.push(one);
            return {
              kind: 'headers',
              headers: { authorization: `Bearer ${SECRET}` },
              account: `account ${asked.length}`,
            };
          },
          ...part,
        },
      ],
      logger,
      clock,
    });

  async function given(from: CredentialProviders): Promise<CallCredential> {
    const answer = await from.obtain(request);
    if (answer.kind !== 'given') throw new Error(answer.kind);
    return answer.credential;
  }

  it('asks the provider of the type, with an object of its own for each', async () => {
    const providers = create();
    const [one, other] = [await given(providers), await given(providers)];
    expect(one).toMatchObject({
      headers: { authorization: `Bearer ${SECRET}` },
      secrets: [],
      account: 'account 1',
      use: { isSent: false },
    });
    expect(one.request).toEqual(request);
    expect(one.request).toBe(asked[0]);
    expect(other.request).not.toBe(one.request);
  });

  it('has none for none, and says so where nobody gives one', async () => {
    const providers = create();
    expect(
      await providers.obtain({ ...request, config: { type: 'none' } }),
    ).toEqual({ kind: 'none' });
    expect(
      await providers.obtain({
        ...request,
        config: { type: 'static', secret: 'x' },
      }),
    ).toMatchObject({ kind: 'misconfigured' });
    expect(asked).toEqual([]);
  });

  it('asks again for what was given some time ago', async () => {
    const providers = create();
    const credential = await given(providers);
    clock.advance(999);
    expect(await providers.renewed(credential)).toEqual({
      kind: 'given',
      credential,
    });
    clock.advance(1);
    expect(await providers.renewed(credential)).toMatchObject({
      credential: { account: 'account 2' },
    });
  });

  it.each([
    ['provide', (providers: CredentialProviders) => providers.obtain(request)],
    [
      'refused',
      async (providers: CredentialProviders) =>
        await providers.refused({
          ...(await given(create())),
          provider: { type: 'personal-key', provide, refused: broken },
        }),
    ],
  ])(
    'C6: writes down no word of a provider that breaks in %s',
    async (_, run) => {
      await run(create({ provide: broken }));
      const [text] = logger.error.mock.calls[0];
      expect(text).toMatch(/: TypeError EBROKEN$/);
      expect(JSON.stringify(logger.error.mock.calls)).not.toContain(SECRET);
    },
  );

  it('is away where the provider breaks', async () => {
    expect(await create({ provide: broken }).obtain(request)).toEqual({
      kind: 'unavailable',
    });
  });

  it('holds where nobody says otherwise, and not where it cannot be known', async () => {
    const credential = await given(create());
    const providers = create();
    expect(await providers.holds(credential)).toBe(true);
    const says = (holds: () => boolean) =>
      providers.holds({
        ...credential,
        provider: { ...credential.provider, holds },
      });
    expect(await says(() => false)).toBe(false);
    await expect(says(broken)).rejects.toThrow();
  });
});
