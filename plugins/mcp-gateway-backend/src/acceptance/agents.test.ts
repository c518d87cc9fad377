import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import {
  type CryptoKey,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  SignJWT,
} from 'jose';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { initialize, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const TRIAGE = 'component:default/triage';
const ORPHAN = 'component:default/orphan';
const IMPOSTOR = 'component:default/impostor';
const ALICE = 'user:default/alice';
const SUBJECT = 'system:serviceaccount:ai:triage';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

const agent = (name: string, spec: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { lifecycle: 'production', owner: 'group:default/web-team', ...spec },
});

describe('agents', () => {
  let upstream: Upstream;
  let gateway: TestGateway;
  let key: CryptoKey;
  let clusterKey: CryptoKey;
  let cluster: Server;
  let clusterIssuer: string;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const jwksFile = join(mkdtempSync(join(tmpdir(), 'agents-')), 'keys.json');
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'a' };
    writeFileSync(jwksFile, JSON.stringify({ keys: [jwk] }));

    const clusterPair = await generateKeyPair('RS256');
    clusterKey = clusterPair.privateKey;
    const clusterJwk = await exportJWK(clusterPair.publicKey);
    cluster = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ keys: [{ ...clusterJwk, kid: 'c', alg: 'RS256' }] }),
      );
    });
    await new Promise<void>(resolve => {
      cluster.listen(0, '127.0.0.1', resolve);
    });
    const { port } = cluster.address() as AddressInfo;
    clusterIssuer = `http://127.0.0.1:${port}`;

    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry => {
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo(TRIAGE), grantTo('group:default/web-team')],
        });
        registry.put({
          ...activeServer('billing', upstream.url),
          grants: [grantTo(ALICE)],
        });
      },
      entities: [
        agent('triage', { type: 'ai-agent', sponsor: 'alice' }),
        agent('orphan', { type: 'ai-agent', sponsor: 'user:default/gone' }),
        agent('impostor', { type: 'service', sponsor: 'alice' }),
      ],
      agents: {
        enabled: true,
        actForPeople: true,
        workloadIssuers: [
          { issuer: clusterIssuer, jwksUri: `${clusterIssuer}/openid/v1/jwks` },
        ],
        clients: [
          {
            entity: TRIAGE,
            jwksFile,
            workloads: [{ issuer: clusterIssuer, subject: SUBJECT }],
          },
          { entity: ORPHAN, jwksFile },
          { entity: IMPOSTOR, jwksFile },
        ],
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await new Promise<void>(resolve => {
      cluster.close(() => resolve());
      cluster.closeAllConnections();
    });
  });

  /** An agent's own word, with claims laid over the usual ones. */
  async function assertion(
    claims: Record<string, unknown> = {},
    signedWith = key,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({
      iss: TRIAGE,
      sub: TRIAGE,
      aud: gateway.publicUrl,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'a' })
      .sign(signedWith);
  }

  async function workload(claims: Record<string, unknown> = {}) {
    return await new SignJWT({
      iss: clusterIssuer,
      sub: SUBJECT,
      aud: [gateway.publicUrl],
      exp: Math.floor(Date.now() / 1000) + 600,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'c' })
      .sign(clusterKey);
  }

  async function ask(form: Record<string, string>) {
    const response = await fetch(`${gateway.publicUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION,
        resource: gateway.endpoint('orders'),
        ...form,
      }),
    });
    return { status: response.status, body: await response.json() };
  }

  const getToken = async (form: Record<string, string> = {}) => {
    const { status, body } = await ask({
      client_assertion: await assertion(),
      ...form,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return String(body.access_token);
  };

  async function refusal(token: string, name = 'orders'): Promise<unknown> {
    const response = await send(gateway.endpoint(name), {
      token,
      body: initialize,
    });
    const text = await response.text();
    return text.startsWith('{') && 'error' in JSON.parse(text)
      ? JSON.parse(text).error.data.reason
      : undefined;
  }

  const exchange = async (subject: string, form = {}) =>
    await ask({
      grant_type: EXCHANGE,
      client_assertion: await assertion(),
      subject_token: subject,
      subject_token_type: ACCESS_TOKEN,
      ...form,
    });

  it('are in the metadata of the authorization server', async () => {
    const response = await fetch(
      `${gateway.publicUrl}/.well-known/oauth-authorization-server`,
    );
    expect(await response.json()).toMatchObject({
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        EXCHANGE,
      ],
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    });
  });

  it('call under their own name what was granted to them, and it is recorded so', async () => {
    const token = await getToken();
    expect(decodeJwt(token)).toMatchObject({ sub: TRIAGE, client_id: TRIAGE });
    expect(decodeJwt(token).act).toBeUndefined();
    expect(await refusal(token)).toBeUndefined();
    // The sponsor's grants, and the owner's, are not the agent's.
    const billing = await getToken({ resource: gateway.endpoint('billing') });
    expect(await refusal(billing, 'billing')).toMatch(/^(grant|server)\./);
    expect(await refusal(token, 'billing')).toBe(
      'unauthenticated.invalid-token',
    );
    const [first] = await gateway.calls(1);
    expect(first).toMatchObject({ user: TRIAGE, actor: TRIAGE });
  });

  it('come by the workload identity that they run under', async () => {
    const client_assertion = await workload();
    expect(await refusal(await getToken({ client_assertion }))).toBe(undefined);
    for (const claims of [
      { sub: 'system:serviceaccount:ai:other' },
      { aud: ['https://kubernetes.default.svc'] },
      { iss: 'https://other.example' },
      { exp: 1_700_000_000 },
    ]) {
      const { status, body } = await ask({
        client_assertion: await workload(claims),
      });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('C3: show who they are by a word of their own that holds for a moment, once', async () => {
    const once = await assertion();
    expect((await ask({ client_assertion: once })).status).toBe(200);
    expect((await ask({ client_assertion: once })).status).toBe(401);
    const now = Math.floor(Date.now() / 1000);
    const { privateKey } = await generateKeyPair('ES256');
    for (const word of [
      await assertion({}, privateKey),
      await assertion({ aud: 'https://other.example' }),
      await assertion({ sub: ORPHAN }),
      await assertion({ exp: now + 3600 }),
      await assertion({ iat: now - 3600 }),
      await assertion({ exp: now - 60 }),
      await assertion({ jti: undefined }),
      await assertion({ iss: 'nobody', sub: 'nobody' }),
      'no JWT',
    ]) {
      const { status, body } = await ask({ client_assertion: word });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
    const other = await ask({
      client_assertion: await assertion(),
      client_id: ORPHAN,
    });
    expect(other.status).toBe(401);
    expect((await ask({ client_assertion_type: 'x' })).status).toBe(401);
  });

  it('D8: are suspended without a sponsor in the catalog, or when the catalog knows no such agent', async () => {
    for (const ref of [ORPHAN, IMPOSTOR]) {
      const { status, body } = await ask({
        client_assertion: await assertion({ iss: ref, sub: ref }),
      });
      expect([status, body.error]).toEqual([400, 'unauthorized_client']);
    }
  });

  it('get tokens for endpoints of this gateway alone', async () => {
    const { status, body } = await ask({
      client_assertion: await assertion(),
      resource: 'https://other.example/mcp',
    });
    expect([status, body.error]).toEqual([400, 'invalid_target']);
  });

  it('act for a person who allows it, within what both may, and the chain is kept', async () => {
    const alices = await gateway.token('alice', 'orders');
    const before = await exchange(alices);
    expect([before.status, before.body.error]).toEqual([400, 'invalid_grant']);
    await gateway
      .as('alice')
      .post('/agent-consents', { agentRef: TRIAGE })
      .expect(204);
    const { status, body } = await exchange(alices);
    expect([status, body.issued_token_type]).toEqual([200, ACCESS_TOKEN]);
    const token = String(body.access_token);
    expect(decodeJwt(token)).toMatchObject({
      sub: ALICE,
      act: { sub: TRIAGE },
    });
    const before2 = upstream.seen.length;
    expect(await refusal(token)).toBeUndefined();
    expect(upstream.seen.length).toBeGreaterThan(before2);
    expect(JSON.stringify(upstream.seen)).not.toContain(token);
    await waitUntil(async () =>
      (
        await gateway.calls(1)
      ).some(call => call.user === ALICE && call.actor === TRIAGE),
    );
    // No longer than the person's own, and not for elsewhere.
    expect(Number(decodeJwt(token).exp)).toBeLessThanOrEqual(
      Number(decodeJwt(alices).exp),
    );
    const elsewhere = await exchange(alices, {
      resource: gateway.endpoint('billing'),
    });
    expect(elsewhere.status).toBe(400);
    // One link is a chain; an agent's token is no person's.
    expect((await exchange(token)).status).toBe(400);
    expect((await exchange(await getToken())).status).toBe(400);

    await gateway
      .as('alice')
      .post('/agent-consents/withdraw', { agentRef: TRIAGE })
      .expect(204);
    expect(await refusal(token)).toBe('unauthenticated.revoked-token');
    expect((await exchange(alices)).status).toBe(400);
    const { body: left } = await gateway.as('alice').get('/agent-consents');
    expect(left.items).toEqual([]);
  });

  it('D1: act for nobody any more who signs out everywhere', async () => {
    await gateway
      .as('alice')
      .post('/agent-consents', { agentRef: TRIAGE })
      .expect(204);
    const { body } = await exchange(await gateway.token('alice', 'orders'));
    await gateway.as('alice').post('/sign-out-everywhere', {}).expect(200);
    expect(await refusal(String(body.access_token))).toBe(
      'unauthenticated.revoked-token',
    );
    const fresh = await gateway.token('alice', 'orders');
    expect((await exchange(fresh)).status).toBe(400);
  });

  it('D9: are allowed only where there is such an agent, and it is not suspended', async () => {
    const allow = async (agentRef: string) =>
      (await gateway.as('alice').post('/agent-consents', { agentRef })).status;
    expect(await allow('component:default/other')).toBe(404);
    expect(await allow(ORPHAN)).toBe(403);
  });

  it('are resumed by their sponsor alone', async () => {
    const resume = async (person: string) =>
      (await gateway.as(person).post('/agents/resume', { agentRef: TRIAGE }))
        .status;
    expect(await resume('dave')).toBe(404);
    expect(await resume('alice')).toBe(204);
  });

  it('leave the other grants to the library, whole', async () => {
    const { status, body } = await ask({ grant_type: 'authorization_code' });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    const response = await fetch(`${gateway.publicUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({ big: 'x'.repeat(60_000) }),
    });
    expect(response.status).toBe(413);
  });
});
