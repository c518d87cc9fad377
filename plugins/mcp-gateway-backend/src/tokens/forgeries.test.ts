import { createHmac, randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { generateKeyPair, SignJWT } from 'jose';
import { applyDatabaseMigrations } from '../database/migrate';
import { TestClock } from './__testUtils__/TestClock';
import type { SigningKey } from './signingKey';
import { SigningKeys } from './SigningKeys';
import { TokenService } from './TokenService';
import { TokenStore } from './TokenStore';

const ISSUER = 'https://mcp.example';
const ENDPOINT = `${ISSUER}/servers/default/orders/mcp`;
const INVALID = { ok: false, reason: 'unauthenticated.invalid-token' };
const HOUR = 60 * 60_000;

const encode = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

describe('tokens that were not made by the gateway', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const clock = new TestClock();
  const id = randomUUID();
  let tokens: TokenService;
  let key: SigningKey;

  /** Everything right: what a forgery changes is the one thing that is wrong. */
  const header = () => ({ alg: 'ES256', typ: 'at+jwt', kid: key.kid });
  const claims = () => ({
    iss: ISSUER,
    aud: ENDPOINT,
    sub: 'user:default/alice',
    jti: id,
    iat: clock.now() / 1000,
    exp: (clock.now() + HOUR) / 1000,
  });
  const sign = async (
    options: {
      header?: Record<string, unknown>;
      claims?: Record<string, unknown>;
      key?: SigningKey['privateKey'];
    } = {},
  ) =>
    await new SignJWT({ ...claims(), ...options.claims })
      .setProtectedHeader({ ...header(), ...options.header })
      .sign(options.key ?? key.privateKey);

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const logger = mockServices.logger.mock();
    tokens = TokenService.create({ database, issuer: ISSUER, logger, clock });
    const rotationMs = 24 * HOUR;
    key = await SigningKeys.create({
      database,
      clock,
      logger,
      rotationMs,
    }).signingKey();
    await TokenStore.create({ database }).add({
      id,
      user_ref: 'user:default/alice',
      server_ref: 'api:default/orders',
      endpoint: ENDPOINT,
      client: null,
      created_at: new Date(clock.now()).toISOString(),
      expires_at: new Date(clock.now() + HOUR).toISOString(),
      catalog_read: null,
    });
  });

  it('accepts what the forgeries are made from', async () => {
    expect(await tokens.verify(await sign(), ENDPOINT)).toMatchObject({
      ok: true,
      tokenId: id,
    });
  });

  it('refuses alg none', async () => {
    const payload = encode(claims());
    for (const alg of ['none', 'None', 'NONE']) {
      const unsigned = `${encode({ ...header(), alg })}.${payload}.`;
      expect(await tokens.verify(unsigned, ENDPOINT)).toEqual(INVALID);
    }
  });

  it('refuses HS256 with the public key as its secret', async () => {
    const input = `${encode({ ...header(), alg: 'HS256' })}.${encode(
      claims(),
    )}`;
    for (const secret of [
      JSON.stringify(key.publicJwk),
      Buffer.from(key.publicJwk.x!, 'base64url'),
    ]) {
      const mac = createHmac('sha256', secret).update(input);
      const token = `${input}.${mac.digest('base64url')}`;
      expect(await tokens.verify(token, ENDPOINT)).toEqual(INVALID);
    }
  });

  it("refuses another key under our key's name, and a key of its own", async () => {
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const token = await sign({ key: stranger.privateKey });
    expect(await tokens.verify(token, ENDPOINT)).toEqual(INVALID);
    const own = await sign({
      key: stranger.privateKey,
      header: { kid: 'stranger', jku: 'https://evil.example/jwks' },
    });
    expect(await tokens.verify(own, ENDPOINT)).toEqual(INVALID);
  });

  it('refuses a changed payload', async () => {
    const [head, , signature] = (await sign()).split('.');
    const payload = encode({ ...claims(), sub: 'user:default/bob' });
    expect(
      await tokens.verify(`${head}.${payload}.${signature}`, ENDPOINT),
    ).toEqual(INVALID);
  });

  it.each<[string, Record<string, unknown>]>([
    ['issuer', { iss: 'https://portal.example' }],
    ['issuer with a slash', { iss: `${ISSUER}/` }],
    ['audience', { aud: `${ISSUER}/servers/default/everything/mcp` }],
    ['audience in a list', { aud: [ENDPOINT, 'https://else.example'] }],
    ['person', { sub: 'user:default/bob' }],
    ['id', { jti: randomUUID() }],
    ['missing id', { jti: undefined }],
    ['missing person', { sub: undefined }],
    ['missing end', { exp: undefined }],
    ['missing beginning', { iat: undefined }],
    ['text as end', { exp: 'tomorrow' }],
  ])('refuses a wrong %s', async (_what, wrong) => {
    const payload = { ...claims(), ...wrong };
    const token = await sign({ claims: payload });
    expect(await tokens.verify(token, ENDPOINT)).toEqual(INVALID);
  });

  it.each([['JWT'], ['vnd.backstage.user'], [undefined]])(
    'refuses the type %s',
    async typ => {
      const token = await sign({ header: { typ } });
      expect(await tokens.verify(token, ENDPOINT)).toEqual(INVALID);
    },
  );

  it('refuses garbage and what is too long', async () => {
    const long = await sign({ claims: { pad: 'x'.repeat(8 * 1024) } });
    for (const token of ['', '.', '..', 'x.y.z', 'a'.repeat(9000), long]) {
      expect(await tokens.verify(token, ENDPOINT)).toEqual(INVALID);
    }
  });

  it('says that a token of ours has expired, and of a foreign one only that it is invalid', async () => {
    const past = {
      iat: clock.now() / 1000 - 7200,
      exp: clock.now() / 1000 - 1,
    };
    expect(await tokens.verify(await sign({ claims: past }), ENDPOINT)).toEqual(
      { ok: false, reason: 'unauthenticated.expired-token' },
    );
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const foreign = await sign({ claims: past, key: stranger.privateKey });
    expect(await tokens.verify(foreign, ENDPOINT)).toEqual(INVALID);
  });
});
