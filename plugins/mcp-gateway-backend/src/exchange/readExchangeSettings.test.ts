import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { generate } from 'selfsigned';
import { readEnterpriseSettings } from './readEnterpriseSettings';
import { readExchangeSettings } from './readExchangeSettings';

const secret = {
  id: 'gateway',
  authentication: 'client_secret_basic',
  secret: 's3cret',
};
const exchange = {
  issuer: 'https://sts.example.com',
  client: secret,
  servers: ['orders'],
};
const read = (data: object) =>
  readExchangeSettings(
    new ConfigReader({
      mcpGateway: { credentials: { exchanges: { one: data as never } } },
    }),
  ).get('one');
const enterprise = {
  issuer: 'https://idp.example.com',
  client: secret,
  connection: 'idp',
  servers: ['api:default/chat'],
  authorizationServers: [{ issuer: 'https://as.example.com', client: secret }],
};
const readEnterprise = (data: object) =>
  readEnterpriseSettings(
    new ConfigReader({
      mcpGateway: { credentials: { enterprises: { company: data as never } } },
    }),
  ).get('company');

describe('the settings of exchanges', () => {
  it('are none where nothing is configured', () => {
    expect(readExchangeSettings(new ConfigReader({})).size).toBe(0);
    expect(readEnterpriseSettings(new ConfigReader({})).size).toBe(0);
  });

  it('say where, as whom, with what and for whom', () => {
    expect(read(exchange)).toMatchObject({
      name: 'one',
      dialect: 'rfc8693',
      subject: { type: 'assertion' },
      endpoint: {
        issuer: 'https://sts.example.com',
        client: { id: 'gateway' },
      },
      servers: new Set(['api:default/orders']),
      targets: new Set(),
    });
    expect(readEnterprise(enterprise)).toMatchObject({
      subject: { connection: 'idp', token: 'id-token' },
      authorizationServers: new Map([
        ['https://as.example.com', { issuer: 'https://as.example.com' }],
      ]),
    });
  });

  it.each<[string, object]>([
    ['needs issuer or tokenEndpoint', { issuer: undefined }],
    ['http', { issuer: 'file:///etc/passwd' }],
    ['no server', { servers: [] }],
    ['no entity ref', { servers: ['*'] }],
    ['dialect', { dialect: 'saml' }],
    ['subject.type', { subject: { type: 'password' } }],
    [
      'subject.token',
      {
        subject: {
          type: 'identity',
          connection: 'idp',
          token: 'refresh-token',
        },
      },
    ],
    ['access token', { dialect: 'entra-on-behalf-of' }],
    ['authentication', { client: { id: 'a', authentication: 'tls' } }],
    [
      'either secret or secretFile',
      { client: { ...secret, secretFile: '/x' } },
    ],
    ['either key or keyFile', { client: { id: 'a' } }],
    ['not a private key', { client: { id: 'a', key: 'hush' } }],
    ['empty', { client: { ...secret, secret: ' ' } }],
  ])('stop the start with what is wrong: %s', (text, wrong) => {
    expect(() => read({ ...exchange, ...wrong })).toThrow(text);
    // C6
    expect(() => read({ ...exchange, ...wrong })).not.toThrow(/hush|s3cret/);
  });

  it('need the issuer of each authorization server', () => {
    expect(() =>
      readEnterprise({
        ...enterprise,
        authorizationServers: [
          { tokenEndpoint: 'https://as.example.com/token', client: secret },
        ],
      }),
    ).toThrow('needs an issuer');
  });
});

describe('the gateway as a client', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-client-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const authenticate = async (client: object) => {
    const body = new URLSearchParams();
    const headers = new Headers();
    const settings = read({ ...exchange, client });
    if (!settings) throw new Error('No such exchange');
    const proof = async () => {
      await settings.endpoint.client.authenticate(
        { issuer: 'https://sts.example.com' },
        { client_id: 'gateway' },
        body,
        headers,
      );
      return { body, headers };
    };
    return { ...(await proof()), again: proof };
  };

  it('reads its secret anew, so that it can be rotated', async () => {
    const secretFile = write('secret', 'first\n');
    const { body, again } = await authenticate({
      id: 'gateway',
      authentication: 'client_secret_post',
      secretFile,
    });
    expect(body.get('client_secret')).toBe('first');
    write('secret', 'second');
    expect((await again()).body.get('client_secret')).toBe('second');
  });

  it.each([
    ['ec', { namedCurve: 'P-256' }, 'ES256'],
    ['ec', { namedCurve: 'P-384' }, 'ES384'],
    ['rsa', { modulusLength: 2048 }, 'PS256'],
    ['ed25519', {}, 'Ed25519'],
  ])('proves itself with a key: %s %j', async (type, options, algorithm) => {
    const { privateKey } = generateKeyPairSync(type as 'ec', {
      ...(options as { namedCurve: string }),
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { body } = await authenticate({
      id: 'gateway',
      keyId: 'k',
      keyFile: write('key.pem', privateKey),
    });
    const assertion = body.get('client_assertion') ?? '';
    expect(decodeProtectedHeader(assertion)).toMatchObject({
      kid: 'k',
      alg: algorithm,
    });
    expect(decodeJwt(assertion)).toMatchObject({
      iss: 'gateway',
      sub: 'gateway',
      aud: 'https://sts.example.com',
    });
  });

  it('encodes of its secret what has to be encoded, and no more', async () => {
    const { headers } = await authenticate({
      id: 'gateway',
      authentication: 'client_secret_basic',
      secret: 'a-b_c.d: e/f%',
    });
    const [, pair] = headers.get('authorization')?.split(' ') ?? [];
    expect(Buffer.from(pair, 'base64').toString()).toBe(
      'gateway:a-b_c.d%3A+e%2Ff%25',
    );
  });

  it('names its certificate where a provider knows keys by those', async () => {
    const { private: key, cert } = generate([], { keySize: 2048 });
    const { body } = await authenticate({
      id: 'gateway',
      key,
      certificateFile: write('cert.pem', cert),
    });
    const der = new X509Certificate(cert).raw;
    expect(
      decodeProtectedHeader(body.get('client_assertion') ?? ''),
    ).toMatchObject({
      'x5t#S256': createHash('sha256').update(der).digest('base64url'),
    });
    // The key is made in JavaScript.
  }, 60_000);
});
