import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { CallTokens } from './CallTokens';
import type { Obtained } from './types';

describe('CallTokens', () => {
  let tokens: CallTokens;
  let asked = 0;
  const ask = async (): Promise<Obtained> => {
    asked += 1;
    return { kind: 'token', token: `token-${asked}`, expiresInSeconds: 600 };
  };
  const request = (): CredentialRequest => ({
    serverId: 'id',
    serverRef: 'api:default/orders',
    config: { type: 'token-exchange', exchange: 'company' },
    principal: { userRef: 'user:default/alice' },
    upstreamUrl: 'https://orders.example/mcp',
    callId: 'call',
  });
  const give = async (of = request(), link?: string | Promise<string>) =>
    await tokens.provide(of, { link, ask });

  beforeEach(() => {
    asked = 0;
    tokens = CallTokens.create({ clock: new ManualClock() });
  });

  it('gives from memory at once', async () => {
    await give(request(), 'one');
    expect(tokens.provide(request(), { link: 'one', ask })).toMatchObject({
      secrets: ['token-1'],
      account: 'one',
    });
    expect(await give(request(), Promise.resolve('one'))).toMatchObject({
      secrets: ['token-1'],
    });
  });

  it('uses nothing that was made of an account that is unlinked or linked anew', async () => {
    const [before, after] = [request(), request()];
    await give(before, 'one');
    expect(await tokens.holds(before, 'one')).toBe(true);
    expect(await tokens.holds(before, undefined)).toBe(false);
    expect(await give(after, 'two')).toMatchObject({ secrets: ['token-2'] });
    expect(await tokens.holds(before, Promise.resolve('two'))).toBe(false);
    expect(await tokens.holds(after, 'two')).toBe(true);
    expect(await tokens.holds(request(), undefined)).toBe(false);
  });

  it('C5: of many calls whose token is refused, one makes it be asked for again', async () => {
    const calls = Array.from({ length: 20 }, request);
    await Promise.all(calls.map(call => give(call)));
    for (const call of calls) {
      tokens.refused(call);
      await give();
    }
    expect(asked).toBe(2);
    tokens.refused(request());
    await give();
    expect(asked).toBe(2);
  });
});
