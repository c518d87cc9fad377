import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SecretReading } from './SecretSource';
import { StaticSecrets } from './StaticSecrets';

describe('StaticSecrets', () => {
  const ORDERS = 'api:default/orders';
  let reading: SecretReading | Promise<SecretReading>;
  const lookAgain = jest.fn();
  const provider = StaticSecrets.create({
    secrets: new Map([
      [
        'key',
        {
          servers: new Set([ORDERS]),
          source: { read: () => reading, lookAgain },
        },
      ],
    ]),
  });
  const request = (
    part: Partial<CredentialRequest> = {},
  ): CredentialRequest => ({
    serverId: 'id',
    serverRef: ORDERS,
    config: { type: 'static', secret: 'key', header: 'X-Api-Key' },
    principal: { userRef: 'user:default/alice' },
    upstreamUrl: 'https://orders.example/mcp',
    callId: 'call',
    ...part,
  });
  beforeEach(() => {
    reading = { kind: 'secret', secret: 's3cret' };
    lookAgain.mockReset();
  });

  it('gives the secret as the header that the owner named', async () => {
    const given = {
      kind: 'headers',
      headers: { 'x-api-key': 's3cret' },
      secrets: ['s3cret'],
    };
    expect(provider.provide(request())).toEqual(given);
    reading = Promise.resolve({ kind: 'secret', secret: 's3cret' });
    expect(await provider.provide(request())).toEqual(given);
  });

  it('C2: answers alike for what there is not and what is for others', async () => {
    const answers = [
      request({ serverRef: 'api:default/thief' }),
      request({ config: { type: 'static', secret: 'none' } }),
    ].map(one => JSON.stringify(provider.provide(one)).replace('none', 'key'));
    expect(answers[0]).toContain('misconfigured');
    expect(answers[1]).toBe(answers[0]);
    await provider.refused(request({ serverRef: 'api:default/thief' }));
    expect(lookAgain).not.toHaveBeenCalled();
  });

  it('says why there is none', async () => {
    reading = { kind: 'unavailable' };
    expect(provider.provide(request())).toEqual({ kind: 'unavailable' });
    reading = { kind: 'gone', text: 'It is gone.' };
    expect(provider.provide(request())).toEqual({
      kind: 'misconfigured',
      text: 'It is gone.',
    });
  });

  it('looks again after a refusal', async () => {
    await provider.refused(request());
    expect(lookAgain).toHaveBeenCalledTimes(1);
  });

  it('answers for its own type alone', () => {
    expect(() =>
      provider.provide(request({ config: { type: 'none' } })),
    ).toThrow('does not answer for');
  });
});
