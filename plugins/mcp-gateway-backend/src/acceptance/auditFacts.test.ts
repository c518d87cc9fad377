import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuditEvent,
  auditEventSchema,
  parseLine,
  readAuditLines,
  verifyAudit,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { modern, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startModern } from '../__testUtils__/startModern';
import { waitUntil } from '../__testUtils__/waitUntil';
import { sha256 } from '../evidence/spool/SpoolWriter';

jest.setTimeout(60_000);

const REACHES = ['resource:default/orders-db', 'system:default/shop'];
const CHAIN = [
  { sub: 'agent-planner', iss: 'https://agents.example' },
  { sub: 'service-desk' },
];

describe('what the audit log says of a call', () => {
  let upstream: Awaited<ReturnType<typeof startModern>>;
  let provider: Server;
  let issuer: string;
  let key: JWK;
  let spools: string;
  let gateway: TestGateway;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', {
      extractable: true,
    });
    key = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'ES256' };
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
    provider = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>(resolve => {
      provider.listen(0, '127.0.0.1', resolve);
    });
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    upstream = await startModern({ tools: ['echo', 'wipe'] });
    spools = await mkdtemp(join(tmpdir(), 'spools-'));
    const orders = activeServer('orders', upstream.url);
    gateway = await startGateway({
      spools,
      // Tests call from here: as if through a proxy of the company's.
      trustedProxies: ['127.0.0.1'],
      identityProviders: [
        {
          issuer,
          audiences: ['api://sallyport'],
          algorithms: ['ES256'],
          jwksUri: `${issuer}/jwks`,
          user: { claim: 'sub', matches: 'name' },
        },
      ],
      prepare: registry =>
        registry.put({
          ...orders,
          approvedRevision: { ...orders.approvedRevision!, reaches: REACHES },
          grants: [grantTo('user:default/alice')],
        }),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await rm(spools, { recursive: true, force: true });
    await new Promise<void>(resolve => {
      provider.close(() => resolve());
      provider.closeAllConnections();
    });
  });

  /** A token of the company's for a person, in whose name others act. */
  async function tokenOf(person: string): Promise<string> {
    const [planner, desk] = CHAIN;
    return await new SignJWT({ act: { ...planner, act: desk } })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(issuer)
      .setAudience('api://sallyport')
      .setSubject(person)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key);
  }

  async function call(person: string, tool: string) {
    const { body, headers } = modern('tools/call', {
      ...{ name: tool, arguments: { text: 'twelve orders were shipped' } },
    });
    const answer = await send(gateway.endpoint('orders'), {
      token: await tokenOf(person),
      body,
      headers: {
        ...headers,
        // The first of them is whatever the client wants us to believe.
        'x-forwarded-for': '198.51.100.66, 203.0.113.9',
      },
    });
    return await answer.text();
  }

  const file = async () => {
    const [installation] = await readdir(spools);
    const [writer] = await readdir(join(spools, installation));
    return await readFile(join(spools, installation, writer, '000001.ndjson'));
  };

  async function events(): Promise<AuditEvent[]> {
    return (await file())
      .toString()
      .split('\n')
      .slice(0, -1)
      .map(line =>
        auditEventSchema.parse(JSON.parse(parseLine(line)?.event ?? '')),
      );
  }

  const tokensIn = (found: readonly AuditEvent[]) =>
    found.flatMap(({ sallyport }) => sallyport.tokens ?? []);

  it('is who acted for whom, from where, what could be reached and how many tokens it took, in a chain that verifies', async () => {
    expect(await call('alice', 'wipe')).toContain('"result"');
    expect(await call('alice', 'echo')).toContain('"result"');
    expect(await call('dave', 'echo')).toContain('server.not-found');
    await waitUntil(async () => tokensIn(await events()).length >= 2);

    const found = await events();
    const told = found.filter(({ type }) => type === 'mcp_tool_call');
    expect(told).toHaveLength(4);
    for (const event of told) {
      expect(event).toMatchObject({
        source: { type: 'network', value: '203.0.113.9' },
        delegation: { chain: CHAIN },
        sallyport: { call: { actor: 'agent-planner' } },
      });
      const { decision, reaches } = event.sallyport.call!;
      // Dave may not know of the server: it was looked at no further.
      expect(reaches).toEqual(decision === 'allow' ? REACHES : undefined);
    }
    const outcomes = told.filter(({ outcome }) => outcome === 'success');
    const counted = tokensIn(found);
    // Each answered call once, and many in one event.
    expect(counted.map(tokens => tokens.call).toSorted()).toEqual(
      outcomes.map(({ sallyport }) => sallyport.call?.id).toSorted(),
    );
    for (const tokens of counted) {
      expect(tokens.in).toBeGreaterThan(3);
      expect(tokens.out).toBeGreaterThan(0);
      expect(tokens.estimated).toBeUndefined();
    }
    const bytes = await file();
    const verify = async (text: Uint8Array) =>
      await verifyAudit(
        readAuditLines(
          (async function* chunks() {
            yield text;
          })(),
          'spool',
        ),
        { signed: [], sha256 },
      );
    expect(await verify(bytes)).toMatchObject({
      ...{ isGood: true, events: found.length },
    });
    // Nobody changes what a call cost, or from where it came, unnoticed.
    for (const [was, is] of [
      [`"in":${counted[0].in}`, `"in":${counted[0].in + 1}`],
      ['203.0.113.9', '203.0.113.8'],
      ['"sub":"service-desk"', '"sub":"service-dusk"'],
    ]) {
      const changed = bytes.toString().replace(was, is);
      expect(changed).not.toBe(bytes.toString());
      expect((await verify(Buffer.from(changed))).isGood).toBe(false);
    }
  });

  it('is on the call’s page and in exports', async () => {
    let calls = await gateway.calls(3);
    await waitUntil(async () => {
      calls = await gateway.calls(3);
      return calls.filter(({ tokens }) => tokens).length >= 2;
    });
    const echoed = calls.find(
      ({ tool, decision }) => tool === 'echo' && decision === 'allow',
    );
    const { body } = await gateway.as('alice').get(`/calls/${echoed?.id}`);
    expect(body).toEqual(echoed);
    expect(body).toMatchObject({
      ...{ sourceAddress: '203.0.113.9', actor: 'agent-planner' },
      ...{ delegation: { chain: CHAIN }, reaches: REACHES },
      tokens: { isEstimated: false, in: expect.any(Number) },
    });
    const csv = await gateway
      .as('alice')
      .get('/calls/export?role=mine&format=csv&tool=echo')
      .buffer(true);
    const [names, row] = csv.text.split('\n');
    expect(names).toMatch(
      /,sourceAddress,actors,reaches,tokensIn,tokensOut,tokensEstimated$/,
    );
    expect(row).toContain(
      `,203.0.113.9,agent-planner; service-desk,${REACHES.join('; ')},${
        body.tokens.in
      },${body.tokens.out},false`,
    );
    const ocsf = await gateway
      .as('alice')
      .get('/calls/export?role=mine&format=ocsf&tool=echo')
      .buffer(true);
    expect(JSON.parse(ocsf.text)).toMatchObject({
      src_endpoint: { ip: '203.0.113.9' },
      unmapped: { tokens: body.tokens, delegation: { chain: CHAIN } },
    });
  });

  it('tells nobody what a server reaches that they may not know of', async () => {
    const { body } = await gateway.as('dave').get('/calls');
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ sourceAddress: '203.0.113.9' });
    expect(body.items[0]).not.toHaveProperty('reaches');
  });

  it('finds the calls of an agent that a token of the company names', async () => {
    const { body } = await gateway
      .as('bob')
      .get('/calls?role=all&actor=agent-planner');
    expect(body.items).toHaveLength(3);
  });
});
