import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as client from 'openid-client';
import { startDemoIdentity, type DemoIdentity } from './startDemoIdentity';
import { Browser } from './testUtils/Browser';

const SECRET = 'a-secret-of-this-test-and-of-nothing-else';
const REDIRECT = 'http://localhost:7007/api/auth/oidc/handler/frame';
const PEOPLE = `
kind: User
metadata: { name: alice, description: Web developer; likes tools }
spec: { profile: { displayName: Alice <Moreau>, email: alice@example.com } }
---
kind: User
metadata: { name: bob }
spec: { profile: { displayName: Bob Tanaka, email: bob@example.com } }
---
kind: Group
metadata: { name: web-team }
`;

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe('the demo identity provider', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-identity-'));
  const stateDir = join(folder, 'state');
  let issuer: string;
  let port: number;
  let identity: DemoIdentity;

  const start = () =>
    startDemoIdentity({
      port,
      issuer,
      stateDir,
      peopleFile: join(folder, 'org.yaml'),
      clientSecret: SECRET,
      redirectUri: REDIRECT,
    });

  const discover = (secret = SECRET) =>
    client.discovery(
      new URL(issuer),
      'sallyport-portal',
      undefined,
      client.ClientSecretBasic(secret),
      { execute: [client.allowInsecureRequests] },
    );

  const authorizeUrl = async (
    config: client.Configuration,
    verifier?: string,
    redirectUri = REDIRECT,
  ) =>
    client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state: 'a-state',
      ...(verifier && {
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    });

  /** Chooses a person and returns where the provider sends the browser. */
  const choose = async (browser: Browser, url: URL, person: string) => {
    const first = await browser.fetch(url);
    const login = new URL(first.headers.get('location') ?? '', issuer);
    const chosen = await browser.submit(login, { person });
    const resume = new URL(chosen.headers.get('location') ?? '', issuer);
    const back = await browser.fetch(resume);
    return new URL(back.headers.get('location') ?? '', issuer);
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'org.yaml'), PEOPLE);
    port = await freePort();
    issuer = `http://localhost:${port}`;
    identity = await start();
  });
  afterAll(async () => {
    await identity.stop();
    rmSync(folder, { recursive: true });
  });

  it('signs a person in with the code flow and PKCE', async () => {
    const config = await discover();
    const verifier = client.randomPKCECodeVerifier();
    const back = await choose(
      new Browser(),
      await authorizeUrl(config, verifier),
      'alice',
    );
    expect(back.href).toContain(REDIRECT);

    const tokens = await client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: 'a-state',
    });
    expect(tokens.refresh_token).toEqual(expect.any(String));
    expect(
      await client.fetchUserInfo(config, tokens.access_token, 'alice'),
    ).toEqual({
      sub: 'alice',
      name: 'Alice <Moreau>',
      preferred_username: 'alice',
      email: 'alice@example.com',
      email_verified: true,
    });
  });

  it('keeps sessions and keys over a restart', async () => {
    const config = await discover();
    const verifier = client.randomPKCECodeVerifier();
    const back = await choose(
      new Browser(),
      await authorizeUrl(config, verifier),
      'bob',
    );
    const { refresh_token: refreshToken = '' } =
      await client.authorizationCodeGrant(config, back, {
        pkceCodeVerifier: verifier,
        expectedState: 'a-state',
      });

    await identity.stop();
    identity = await start();
    // Connections of before the restart are noticed to be closed when they are used next.
    await fetch(issuer).catch(() => undefined);

    const again = await client.refreshTokenGrant(config, refreshToken);
    expect(again.claims()?.sub).toBe('bob');
    expect(
      (statSync(join(stateDir, 'keys.json')).mode % 0o100).toString(8),
    ).toBe('0');
  });

  it('asks who it is at every sign-in, also in the same browser', async () => {
    const config = await discover();
    const browser = new Browser();
    for (const person of ['alice', 'bob']) {
      const verifier = client.randomPKCECodeVerifier();
      const back = await choose(
        browser,
        await authorizeUrl(config, verifier),
        person,
      );
      const tokens = await client.authorizationCodeGrant(config, back, {
        pkceCodeVerifier: verifier,
        expectedState: 'a-state',
      });
      expect(tokens.claims()?.sub).toBe(person);
    }
  });

  it('has somebody sign in again who is signed in, and says when that was', async () => {
    const config = await client.discovery(
      new URL(issuer),
      'sallyport-registry',
      SECRET,
      undefined,
      { execute: [client.allowInsecureRequests] },
    );
    const redirect =
      'http://localhost:7007/api/mcp-registry/fresh-sign-in/callback';
    const browser = new Browser();
    const again = async (person: string) => {
      const verifier = client.randomPKCECodeVerifier();
      const url = await authorizeUrl(config, verifier, redirect);
      url.searchParams.set('max_age', '0');
      url.searchParams.set('prompt', 'login');
      const back = await choose(browser, url, person);
      expect(back.href).toContain(redirect);
      const tokens = await client.authorizationCodeGrant(config, back, {
        ...{ pkceCodeVerifier: verifier, expectedState: 'a-state' },
        // Refused by the client unless it says when, and that is not long ago.
        ...{ maxAge: 300, idTokenExpected: true },
      });
      return tokens.claims();
    };
    for (const person of ['alice', 'alice', 'bob']) {
      const claims = await again(person);
      expect(claims?.sub).toBe(person);
      expect(claims?.auth_time).toEqual(expect.any(Number));
    }
  });

  it('refuses a wrong client secret', async () => {
    const verifier = client.randomPKCECodeVerifier();
    const back = await choose(
      new Browser(),
      await authorizeUrl(await discover(), verifier),
      'alice',
    );
    const refusal = await client
      .authorizationCodeGrant(await discover('not-the-secret'), back, {
        pkceCodeVerifier: verifier,
        expectedState: 'a-state',
      })
      .then(
        () => 'accepted',
        error => error.status,
      );
    expect(refusal).toBe(401);
  });

  it('refuses an unknown redirect address without going there', async () => {
    const url = await authorizeUrl(
      await discover(),
      client.randomPKCECodeVerifier(),
      'http://localhost:7007/elsewhere',
    );
    const response = await new Browser().fetch(url);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('That sign-in did not work');
  });

  it('refuses a sign-in without PKCE', async () => {
    const response = await new Browser().fetch(
      await authorizeUrl(await discover()),
    );
    const back = new URL(response.headers.get('location') ?? '');
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });

  it('shows the people with their roles, escaped, and a clear warning', async () => {
    const browser = new Browser();
    const first = await browser.fetch(
      await authorizeUrl(await discover(), client.randomPKCECodeVerifier()),
    );
    const login = new URL(first.headers.get('location') ?? '', issuer);
    const page = await browser.fetch(login);
    const html = await page.text();
    expect(html).toContain('Continue as Alice &lt;Moreau&gt;');
    expect(html).toContain('web developer');
    expect(html).toContain('Demo only.');
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );

    expect((await browser.submit(login, { person: 'mallory' })).status).toBe(
      400,
    );
    // Another browser has no business with this sign-in.
    expect(
      (await new Browser().submit(login, { person: 'alice' })).status,
    ).toBe(400);
  });
});
