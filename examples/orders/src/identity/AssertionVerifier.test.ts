import { generateKeyPair } from 'jose';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { AssertionVerifier } from './AssertionVerifier';

const ALICE = 'user:default/alice';
const ORDERS = 'urn:example:orders';
const OWN = 'http://localhost:7011/mcp';

const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

describe('AssertionVerifier', () => {
  let gateway: TestGateway;
  let verifier: AssertionVerifier;

  beforeEach(async () => {
    gateway = await startGateway();
    verifier = AssertionVerifier.create({
      gatewayUrl: gateway.url,
      audience: ORDERS,
      ownUrl: OWN,
    });
  });

  afterEach(async () => {
    await gateway.stop().catch(() => {});
  });

  it('knows the person, and who acts for them', async () => {
    const alone = await gateway.sign(ALICE, ORDERS);
    expect(await verifier.verify(`Bearer ${alone}`)).toEqual({
      kind: 'person',
      person: { ref: ALICE },
      assertion: alone,
    });
    const acting = await gateway.sign(ALICE, ORDERS, {
      claims: { act: { sub: 'component:default/triage' } },
    });
    expect(await verifier.verify(`bearer ${acting}`)).toMatchObject({
      person: { ref: ALICE, actor: 'component:default/triage' },
    });
    expect(gateway.fetched).toBe(1);
  });

  it('knows a probe, which is for its own address and names nobody', async () => {
    const probe = await gateway.sign('sallyport-probe', OWN);
    expect(await verifier.verify(`Bearer ${probe}`)).toEqual({ kind: 'probe' });
  });

  it('tells who sent nothing that the gateway calls in the name of a person', async () => {
    await expect(verifier.verify(undefined)).rejects.toMatchObject({
      code: 'missing',
      status: 401,
      challenge: 'Bearer realm="orders"',
    });
  });

  const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
  const foreignKey = async () => (await generateKeyPair('ES256')).privateKey;
  const refused: [string, () => Promise<string>][] = [
    ['for another audience', () => gateway.sign(ALICE, 'urn:example:payroll')],
    ['about a person, for the address alone', () => gateway.sign(ALICE, OWN)],
    [
      'for several',
      () => gateway.sign(ALICE, '', { claims: { aud: [ORDERS] } }),
    ],
    [
      'of a probe, for the orders',
      () => gateway.sign('sallyport-probe', ORDERS),
    ],
    ['about no entity', () => gateway.sign('alice', ORDERS)],
    ['expired', () => gateway.sign(ALICE, ORDERS, { lifetimeSeconds: -10 })],
    [
      'of tomorrow',
      () => gateway.sign(ALICE, ORDERS, { claims: { nbf: seconds(60) } }),
    ],
    [
      'that lives for ever',
      () =>
        gateway.sign(ALICE, ORDERS, {
          claims: { iat: seconds(-700), exp: seconds(1_000_000) },
        }),
    ],
    [
      'without an end',
      () => gateway.sign(ALICE, ORDERS, { claims: { exp: undefined } }),
    ],
    [
      'without a beginning',
      () => gateway.sign(ALICE, ORDERS, { claims: { iat: undefined } }),
    ],
    [
      'without an id',
      () => gateway.sign(ALICE, ORDERS, { claims: { jti: undefined } }),
    ],
    [
      'about nobody',
      () => gateway.sign(ALICE, ORDERS, { claims: { sub: undefined } }),
    ],
    [
      'of another gateway',
      () =>
        gateway.sign(ALICE, ORDERS, {
          claims: { iss: 'https://mcp.evil.example' },
        }),
    ],
    // RFC 8725 §3.11: what clients show the gateway is of this type.
    [
      'that is a gateway token',
      () => gateway.sign(ALICE, ORDERS, { header: { typ: 'at+jwt' } }),
    ],
    [
      'signed by another key',
      async () => gateway.sign(ALICE, ORDERS, { key: await foreignKey() }),
    ],
    [
      'with an unknown key id',
      () => gateway.sign(ALICE, ORDERS, { header: { kid: 'no-such-key' } }),
    ],
    [
      'signed with the public key as a secret',
      () =>
        gateway.sign(ALICE, ORDERS, {
          header: { alg: 'HS256' },
          key: new TextEncoder().encode(JSON.stringify(gateway.publicKey())),
        }),
    ],
    [
      'of alg none',
      async () => {
        const [, payload] = (await gateway.sign(ALICE, ORDERS)).split('.');
        return `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`;
      },
    ],
    [
      'with another person put in',
      async () => {
        const token = await gateway.sign(ALICE, ORDERS);
        const [header, , signature] = token.split('.');
        const claims = { ...claimsOf(token), sub: 'user:default/bob' };
        return `${header}.${encode(claims)}.${signature}`;
      },
    ],
    ['that is none', async () => 'x.y.z'],
    [
      'with something behind it',
      async () => `${await gateway.sign(ALICE, ORDERS)} x`,
    ],
  ];

  it.each(refused)('refuses one %s', async (_, make) => {
    const token = await make();
    const error = await verifier.verify(`Bearer ${token}`).then(
      () => undefined,
      thrown => thrown,
    );
    expect(error).toMatchObject({ code: 'invalid', status: 401 });
    expect(error.challenge).toContain('error="invalid_token"');
    // Nothing of it, and not which check it was.
    expect(error.message).toBe(
      'This is no valid assertion of the gateway for this server',
    );
  });

  it('refuses another scheme', async () => {
    await expect(verifier.verify('Basic YWxpY2U6')).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('may start before the gateway, and never calls that a refusal', async () => {
    const token = await gateway.sign(ALICE, ORDERS);
    await gateway.stop();
    await expect(verifier.verify(`Bearer ${token}`)).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
    });
    await gateway.start();
    expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({
      person: { ref: ALICE },
    });
  });

  it('fetches the keys again when they were changed, and not at each made-up key id', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
    });
    try {
      await verifier.verify(`Bearer ${await gateway.sign(ALICE, ORDERS)}`);
      jest.advanceTimersByTime(6_000);
      await gateway.rotate();
      const token = await gateway.sign(ALICE, ORDERS);
      expect(await verifier.verify(`Bearer ${token}`)).toMatchObject({
        person: { ref: ALICE },
      });
      expect(gateway.fetched).toBe(2);
      const header = { kid: 'no-such-key' };
      for (let times = 0; times < 3; times++) {
        const made = await gateway.sign(ALICE, ORDERS, { header });
        await expect(verifier.verify(`Bearer ${made}`)).rejects.toThrow();
      }
      expect(gateway.fetched).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });
});
