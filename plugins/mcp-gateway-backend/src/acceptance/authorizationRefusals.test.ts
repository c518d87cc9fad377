import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startAuthorization } from '../authorization-server/__testUtils__/startAuthorization';

jest.setTimeout(60_000);

describe('what the authorization server refuses', () => {
  let bench: Awaited<ReturnType<typeof startAuthorization>>;

  beforeAll(async () => {
    bench = await startAuthorization();
  });

  afterAll(async () => {
    await bench.stop();
  });

  /** The error that the client is sent, or the page's status. */
  async function errorOf(url: URL) {
    const stop = await bench.newBrowser().open(url);
    // Response types that carry tokens have their errors in the fragment.
    const fragment = new URLSearchParams(stop.url.hash.slice(1));
    const { searchParams } = stop.url;
    return searchParams.get('error') ?? fragment.get('error') ?? stop.status;
  }

  it('C7: no code where one browser began and another approved, for either of them', async () => {
    const attacker = bench.newBrowser();
    const victim = bench.newBrowser();
    const id = await bench.begin(attacker);
    const ticket = await bench.decide(id, 'alice');

    const seen = await victim.open(ticket);
    expect(seen.status).toBe(400);
    expect(seen.text).toContain('Start again from your app');
    const after = await attacker.open(ticket);
    expect(after.status).toBe(400);
    expect(after.text).toContain('Start again from your app');
    // Nor by another decision: the interaction is gone.
    await bench.gateway.as('alice').get(`/interactions/${id}`).expect(404);
    const resumed = await attacker.open(
      `${bench.gateway.publicUrl}/authorize/${id}`,
    );
    expect(resumed.status).toBe(400);
  });

  it('C7: no code where the victim’s browser already began something of its own', async () => {
    const attacker = bench.newBrowser();
    const victim = bench.newBrowser();
    await bench.begin(victim);
    const id = await bench.begin(attacker);
    const seen = await victim.open(await bench.decide(id, 'alice'));
    expect(seen.status).toBe(400);
    const resumed = await attacker.open(
      `${bench.gateway.publicUrl}/authorize/${id}`,
    );
    expect(resumed.status).toBe(400);
  });

  it('C7: a decision is the first decider’s; nobody else sees or changes it', async () => {
    const { gateway } = bench;
    const id = await bench.begin(bench.newBrowser());
    await bench.decide(id, 'alice');
    const seen = await gateway.as('dave').get(`/interactions/${id}`);
    const changed = await gateway
      .as('dave')
      .post(`/interactions/${id}/decision`, { decision: 'allow' });
    expect([seen.status, changed.status]).toEqual([404, 404]);
  });

  it('a decision alone signs nobody in: without the ticket the browser gets no further', async () => {
    const browser = bench.newBrowser();
    const id = await bench.begin(browser);
    await bench.decide(id);
    const { url } = await browser.open(
      `${bench.gateway.publicUrl}/authorize/${id}`,
    );
    expect(url.searchParams.get('code')).toBeNull();
  });

  it('a ticket twice, a made-up one, one of an earlier decision', async () => {
    const browser = bench.newBrowser();
    const id = await bench.begin(browser);
    const earlier = await bench.decide(id);
    const ticket = await bench.decide(id);
    const madeUp = new URL(ticket);
    madeUp.searchParams.set('ticket', 'made-up');
    expect((await browser.open(madeUp)).status).toBe(400);
    expect((await browser.open(earlier)).status).toBe(400);
    const { url } = await browser.open(ticket);
    expect(url.searchParams.get('code')).toEqual(expect.any(String));
    expect((await browser.open(ticket)).status).toBe(400);
  });

  it('a code twice: and then what came from it ends as well', async () => {
    const client = bench.newClient();
    const code = await bench.getCode(client);
    const first = await client.exchange(code, bench.orders);
    const access = String(first.body.access_token);
    expect(await bench.status(access)).toBe(200);
    expect(await client.exchange(code, bench.orders)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await bench.status(access)).toBe(401);
    expect(
      (await client.refresh(String(first.body.refresh_token))).body.error,
    ).toBe('invalid_grant');
  });

  it('a code twice at once: one exchange at most succeeds, and then nothing is left', async () => {
    const client = bench.newClient();
    const code = await bench.getCode(client);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.exchange(code, bench.orders)),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    for (const { body } of good) {
      expect(await bench.status(String(body.access_token))).toBe(401);
    }
  });

  it('C5: a refresh token twice: the whole family ends, with the consent', async () => {
    const { client, refresh } = await bench.getTokens();
    const second = await client.refresh(refresh);
    expect(second.status).toBe(200);
    const access = String(second.body.access_token);
    expect(await bench.status(access)).toBe(200);

    expect((await client.refresh(refresh)).body.error).toBe('invalid_grant');
    expect(await bench.status(access)).toBe(401);
    const newest = String(second.body.refresh_token);
    expect((await client.refresh(newest)).body.error).toBe('invalid_grant');
  });

  it('a code with the wrong verifier, redirect address, resource or client', async () => {
    const wrong: [string, Record<string, string | undefined>, string][] = [
      ['verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
      ['no verifier', { code_verifier: undefined }, 'invalid_grant'],
      ['address', { redirect_uri: 'http://127.0.0.1:9/cb' }, 'invalid_grant'],
      [
        'resource',
        { resource: bench.gateway.endpoint('billing') },
        'invalid_target',
      ],
      ['client', { client_id: 'stranger' }, 'invalid_client'],
    ];
    for (const [what, change, error] of wrong) {
      const client = bench.newClient();
      const code = await bench.getCode(client);
      const { status, body } = await client.exchange(
        code,
        bench.orders,
        change,
      );
      expect([what, status >= 400, body.error]).toEqual([what, true, error]);
    }
  });

  it('C3: a request without PKCE, with plain, without resource, for another’s resource, with another response type', async () => {
    const { orders, gateway } = bench;
    const client = bench.newClient();
    const cases: [Record<string, string | undefined>, string][] = [
      [{ code_challenge: undefined }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ code_challenge_method: undefined }, 'invalid_request'],
      [{ resource: undefined }, 'invalid_target'],
      [{ resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
      [{ resource: gateway.publicUrl }, 'invalid_target'],
      [{ resource: `${orders}/` }, 'invalid_target'],
      [{ resource: `${orders}?x=1` }, 'invalid_target'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_type: 'code id_token' }, 'unsupported_response_type'],
      [{ prompt: 'none' }, 'interaction_required'],
    ];
    for (const [change, error] of cases) {
      const url = client.authorizeUrl(orders, change);
      expect([change, await errorOf(url)]).toEqual([change, error]);
    }
    const twice = client.authorizeUrl(orders);
    twice.searchParams.append('resource', gateway.endpoint('billing'));
    expect(await errorOf(twice)).toBe('invalid_target');
  });

  it('C3: an unknown client or an unregistered redirect address is shown a page and redirected nowhere', async () => {
    for (const change of [
      { client_id: 'https://stranger.example/client.json' },
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'http://127.0.0.1:51234/other' },
      { redirect_uri: 'http://localhost:51234/callback' },
      { redirect_uri: 'https://client.example:444/callback' },
      { redirect_uri: 'http://client.example/callback' },
      { redirect_uri: 'http://127.0.0.1.evil.example/callback' },
      { redirect_uri: 'http://evil@127.0.0.1:51234/callback' },
    ]) {
      const url = bench.newClient().authorizeUrl(bench.orders, change);
      const stop = await bench.newBrowser().open(url);
      expect([change, stop.url.origin, stop.status]).toEqual([
        change,
        bench.gateway.publicUrl,
        400,
      ]);
      expect(stop.headers.get('content-security-policy')).toContain(
        "frame-ancestors 'none'",
      );
    }
  });

  it('grants that are not offered', async () => {
    const client = bench.newClient();
    for (const grantType of [
      'client_credentials',
      'password',
      'implicit',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]) {
      const { body } = await client.token({ grant_type: grantType });
      expect(body.error).toBe('unsupported_grant_type');
    }
  });

  it('a consent for a server that the person cannot see', async () => {
    const { gateway } = bench;
    const browser = bench.newBrowser();
    const ghost = gateway.endpoint('ghost');
    const id = await bench.begin(browser, bench.newClient(), ghost);
    const { status } = await gateway
      .as('alice')
      .post(`/interactions/${id}/decision`, { decision: 'allow' });
    expect(status).toBe(404);
    // To say no is always possible.
    const { url } = await browser.open(await bench.decide(id, 'alice', 'deny'));
    expect(url.searchParams.get('error')).toBe('access_denied');
  });

  it('E6: more requests than one address may make', async () => {
    const small = await startAuthorization({
      authorizationServer: { requestsPerMinute: 3 },
    });
    try {
      const answers = [];
      for (let index = 0; index < 5; index++) {
        answers.push(
          await fetch(
            `${small.gateway.publicUrl}/.well-known/oauth-authorization-server`,
          ),
        );
      }
      expect(answers.map(({ status }) => status)).toEqual([
        200, 200, 200, 429, 429,
      ]);
      expect(Number(answers[4].headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await small.stop();
    }
  });

  it('E2: another name of the host, and makes addresses from no header', async () => {
    const { publicUrl } = bench.gateway;
    const path = '/.well-known/oauth-authorization-server';
    await request(publicUrl).get(path).set('Host', 'evil.example').expect(403);
    const { body } = await request(publicUrl)
      .get(path)
      .set('X-Forwarded-Host', 'evil.example')
      .set('X-Forwarded-Proto', 'https')
      .expect(200);
    expect(JSON.stringify(body)).not.toContain('evil.example');
    expect(body.token_endpoint).toBe(`${publicUrl}/token`);
  });

  it('D9: decisions and sign-outs by services, and by what acts for a person', async () => {
    const { gateway } = bench;
    const id = await bench.begin(bench.newBrowser());
    const service = mockCredentials.service.header();
    const agent = `Bearer ${mockCredentials.user.token('user:default/alice', {
      actor: { subject: 'plugin:agent' },
    })}`;
    for (const authorization of [service, agent]) {
      for (const path of [
        `/interactions/${id}/decision`,
        '/sign-out-everywhere',
      ]) {
        const { status } = await gateway
          .as('alice')
          .post(path, path.endsWith('decision') ? { decision: 'allow' } : {})
          .set('Authorization', authorization);
        expect([path, status]).toEqual([path, 403]);
      }
    }
    const { access } = await bench.getTokens();
    for (const path of ['/consents', `/interactions/${id}`, '/tokens']) {
      const { status } = await gateway
        .as('alice')
        .get(path)
        .set('Authorization', `Bearer ${access}`);
      expect([path, status]).toEqual([path, 401]);
    }
  });
});
