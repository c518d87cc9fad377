import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import {
  EDITOR,
  ON_A_PORT,
  REDIRECT,
  startAuthorization,
  writeClients,
} from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

type Bench = Awaited<ReturnType<typeof startAuthorization>>;

const register = async (bench: Bench, metadata: object) => {
  const response = await fetch(`${bench.gateway.publicUrl}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? JSON.parse(text) : {},
  };
};

const metadataOf = async (bench: Bench) =>
  await (
    await fetch(
      `${bench.gateway.publicUrl}/.well-known/oauth-authorization-server`,
    )
  ).json();

describe('clients that publish their metadata', () => {
  const documents = new Map<string, { status?: number; body: object | string }>(
    [],
  );
  const asked: string[] = [];
  const { cert, private: key } = generate(
    [{ name: 'commonName', value: 'localhost' }],
    {
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [{ type: 2, value: 'localhost' }],
        },
      ],
    },
  );
  const server = createServer({ cert, key }, (request, response) => {
    asked.push(request.url!);
    const { status = 200, body } = documents.get(request.url!) ?? {
      status: 404,
      body: {},
    };
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 302 && { location: '/editor.json' }),
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  let origin: string;
  let host: string;
  let authorities: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `localhost:${(server.address() as AddressInfo).port}`;
    origin = `https://${host}`;
    authorities = join(mkdtempSync(join(tmpdir(), 'ca-')), 'ca.pem');
    writeFileSync(authorities, cert);
    documents.set('/editor.json', {
      body: {
        client_id: `${origin}/editor.json`,
        client_name: 'Published Editor',
        redirect_uris: [REDIRECT],
      },
    });
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
  });

  it('are known by them where an administrator trusts their host', async () => {
    const bench = await startAuthorization({
      authorizationServer: {
        clientMetadataDocuments: {
          allowedHosts: [host],
          certificateAuthorities: authorities,
        },
      },
    });
    try {
      const clientId = `${origin}/editor.json`;
      const client = bench.newClient({ clientId });
      const id = await bench.begin(bench.newBrowser(), client);
      const { body } = await bench.gateway
        .as('alice')
        .get(`/interactions/${id}`);
      expect(body.client).toEqual({
        id: clientId,
        name: 'Published Editor',
        isKnown: false,
      });
      const { access } = await bench.getTokens({
        client: bench.newClient({ clientId }),
      });
      expect(await bench.status(access)).toBe(200);

      const wrong: [string, { status?: number; body: object | string }][] = [
        ['redirected', { status: 302, body: {} }],
        ['too-large', { body: { pad: 'x'.repeat(32 * 1024) } }],
        ['not-json', { body: 'nothing' }],
        ['not-its-own', { body: { ...EDITOR } }],
        [
          'http',
          {
            body: {
              client_id: `${origin}/http`,
              redirect_uris: ['http://evil.example/callback'],
            },
          },
        ],
      ];
      for (const [name, document] of wrong) {
        documents.set(`/${name}`, document);
        const stranger = bench.newClient({ clientId: `${origin}/${name}` });
        const stop = await bench
          .newBrowser()
          .open(stranger.authorizeUrl(bench.orders));
        expect([name, stop.status]).toEqual([name, 400]);
      }
      // Elsewhere than the trusted host nothing is even asked for (R1).
      const elsewhere = bench.newClient({
        clientId: `${origin.replace('localhost', '127.0.0.1')}/editor.json`,
      });
      const before = asked.length;
      const stop = await bench
        .newBrowser()
        .open(elsewhere.authorizeUrl(bench.orders));
      expect([stop.status, asked.length]).toEqual([400, before]);
    } finally {
      await bench.stop();
    }
  });

  it('R1: are not fetched unless hosts are named', async () => {
    const bench = await startAuthorization({
      authorizationServer: { clients: [] },
    });
    try {
      const before = asked.length;
      const client = bench.newClient({ clientId: `${origin}/editor.json` });
      const stop = await bench
        .newBrowser()
        .open(client.authorizeUrl(bench.orders));
      expect([stop.status, asked.length]).toEqual([400, before]);
      expect(await metadataOf(bench)).toMatchObject({
        client_id_metadata_document_supported: false,
      });
    } finally {
      await bench.stop();
    }
  });
});

describe('clients that register themselves', () => {
  it('cannot, by default', async () => {
    const bench = await startAuthorization();
    try {
      const { status } = await register(bench, { redirect_uris: [REDIRECT] });
      expect(status).toBe(404);
      expect(await metadataOf(bench)).not.toHaveProperty(
        'registration_endpoint',
      );
    } finally {
      await bench.stop();
    }
  });

  it('can where it is switched on, are shown as strangers, and get nowhere with a dangerous redirect', async () => {
    const bench = await startAuthorization({
      authorizationServer: { dynamicRegistration: { enabled: true } },
    });
    try {
      const registered = await register(bench, {
        client_name: 'Claude Code',
        redirect_uris: [ON_A_PORT],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      });
      expect(registered.status).toBe(201);
      expect(registered.body).not.toHaveProperty('client_secret');
      const clientId = registered.body.client_id;
      const id = await bench.begin(
        bench.newBrowser(),
        bench.newClient({ clientId }),
      );
      const { body } = await bench.gateway
        .as('alice')
        .get(`/interactions/${id}`);
      expect(body.client).toMatchObject({ id: clientId, isKnown: false });
      const { access } = await bench.getTokens({
        client: bench.newClient({ clientId }),
      });
      expect(await bench.status(access)).toBe(200);

      for (const change of [
        { redirect_uris: ['http://evil.example/callback'] },
        { redirect_uris: ['data:text/html,hello'] },
        { redirect_uris: ['https://client.example/callback#x'] },
        { redirect_uris: ['https://*.example.com/callback'] },
        { redirect_uris: [] },
        { client_name: 'x'.repeat(200) },
        { token_endpoint_auth_method: 'client_secret_basic' },
        { grant_types: ['client_credentials'] },
        { response_types: ['token'] },
      ]) {
        const { status } = await register(bench, {
          redirect_uris: [ON_A_PORT],
          ...change,
        });
        expect([change, status]).toEqual([change, 400]);
      }
    } finally {
      await bench.stop();
    }
  });
});

describe('clients with a key', () => {
  it('prove themselves with it, once for each proof', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const stranger = await generateKeyPair('ES256');
    const clientId = 'chat-app';
    const bench = await startAuthorization({
      authorizationServer: {
        clients: [
          writeClients({
            client_id: clientId,
            client_name: 'Chat app',
            redirect_uris: ['https://chat.example/callback'],
            token_endpoint_auth_method: 'private_key_jwt',
            jwks: { keys: [await exportJWK(pair.publicKey)] },
          }),
        ],
      },
    });
    try {
      const assertion = async (signedBy = pair.privateKey) => ({
        client_assertion_type:
          'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await new SignJWT()
          .setProtectedHeader({ alg: 'ES256' })
          .setIssuer(clientId)
          .setSubject(clientId)
          .setAudience(bench.gateway.publicUrl)
          .setJti(crypto.randomUUID())
          .setIssuedAt()
          .setExpirationTime('1m')
          .sign(signedBy),
      });
      const client = bench.newClient({
        clientId,
        redirectUri: 'https://chat.example/callback',
      });
      const code = await bench.getCode(client);
      const proof = await assertion();
      for (const change of [{}, await assertion(stranger.privateKey)]) {
        const refused = await client.exchange(code, bench.orders, change);
        expect(refused.body.error).toBe('invalid_client');
      }
      const { status, body } = await client.exchange(code, bench.orders, proof);
      expect(status).toBe(200);
      expect(await bench.status(String(body.access_token))).toBe(200);
      const replayed = await client.token({
        grant_type: 'refresh_token',
        refresh_token: String(body.refresh_token),
        ...proof,
      });
      expect(replayed.body.error).toBe('invalid_client');
    } finally {
      await bench.stop();
    }
  });
});
