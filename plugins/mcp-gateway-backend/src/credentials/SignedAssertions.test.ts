import type { CredentialRequest } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { SignedAssertions } from './SignedAssertions';

const UPSTREAM = 'https://orders.example/mcp';
const ALICE = 'user:default/alice';
const AGENT = 'component:default/agent';

describe('SignedAssertions', () => {
  let clock: ManualClock;
  let signed: object[];
  let fails = false;
  let provider: SignedAssertions;

  beforeEach(() => {
    clock = new ManualClock();
    signed = [];
    fails = false;
    provider = SignedAssertions.create({
      assertions: {
        sign: async claims => {
          signed.push(claims);
          if (fails) throw new Error('no key');
          return `jwt-${signed.length}`;
        },
      },
      audiences: new Map([['urn:orders', new Set(['api:default/orders'])]]),
      clock,
    });
  });

  const request = (
    part: Partial<CredentialRequest> = {},
  ): CredentialRequest => ({
    serverId: 'id',
    serverRef: 'api:default/orders',
    config: { type: 'signed-assertion' },
    principal: { userRef: ALICE },
    upstreamUrl: UPSTREAM,
    callId: 'call',
    ...part,
  });
  const give = async (part?: Partial<CredentialRequest>) => {
    const result = await provider.provide(request(part));
    return result.kind === 'headers' ? result.headers.authorization : result;
  };

  it('says who calls to the server’s own address, once for many calls', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => give()));
    expect(new Set(all)).toEqual(new Set(['Bearer jwt-1']));
    expect(signed).toEqual([
      { subject: ALICE, audience: UPSTREAM, lifetimeSeconds: 120 },
    ]);
  });

  it('signs another at half of its life, and before it ends', async () => {
    await give();
    clock.advance(59_999);
    expect(await give()).toBe('Bearer jwt-1');
    clock.advance(1);
    expect(await give()).toBe('Bearer jwt-2');
  });

  it('keeps people, servers, addresses and agents apart', async () => {
    const acting = {
      userRef: ALICE,
      actor: { ref: AGENT, kind: 'agent' },
    } as const;
    const parts: Partial<CredentialRequest>[] = [
      {},
      { principal: { userRef: 'user:default/dave' } },
      { serverRef: 'api:default/billing' },
      { upstreamUrl: 'https://orders.example/v2' },
      { config: { type: 'signed-assertion', lifetimeSeconds: 30 } },
      { principal: acting },
    ];
    const given = [];
    for (const part of parts) given.push(await give(part));
    expect(new Set(given).size).toBe(parts.length);
    expect(signed.at(-1)).toMatchObject({ subject: ALICE, actor: AGENT });
  });

  it('names nobody who acts where nobody does: a client is no party, an agent of its own name is who calls', async () => {
    await give({
      principal: { userRef: ALICE, actor: { ref: 'editor', kind: 'client' } },
    });
    await give({
      principal: { userRef: AGENT, actor: { ref: AGENT, kind: 'agent' } },
    });
    expect(signed.map(claims => Object.entries(claims))).toEqual([
      expect.arrayContaining([['actor', undefined]]),
      expect.arrayContaining([['actor', undefined]]),
    ]);
  });

  it('C2: is for no other audience than the administrator named for this server', async () => {
    const config = {
      type: 'signed-assertion',
      audience: 'urn:orders',
    } as const;
    expect(await give({ config })).toBe('Bearer jwt-1');
    expect(
      await give({ config, serverRef: 'api:default/thief' }),
    ).toMatchObject({ kind: 'misconfigured' });
    expect(
      await give({ config: { ...config, audience: 'urn:payroll' } }),
    ).toMatchObject({ kind: 'misconfigured' });
    expect(signed).toHaveLength(1);
  });

  it('forgets what was refused, and nothing newer', async () => {
    const [one, other] = [request(), request()];
    await provider.provide(one);
    await provider.provide(other);
    await provider.refused(one);
    expect(await give()).toBe('Bearer jwt-2');
    await provider.refused(other);
    expect(await give()).toBe('Bearer jwt-2');
  });

  it('remembers no failure', async () => {
    fails = true;
    await expect(give()).rejects.toThrow('no key');
    fails = false;
    expect(await give()).toBe('Bearer jwt-2');
  });
});
