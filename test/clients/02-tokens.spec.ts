import { expect, test } from '@playwright/test';
import { as, gatewayToken } from '../support/api';
import { initialize, post } from '../support/mcp';
import { endpointOf, stack } from '../support/stack';

const encode = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Every refusal of a token is a challenge that leads to the metadata. */
async function expectChallenge(response: Response) {
  expect(response.status).toBe(401);
  const challenge = response.headers.get('www-authenticate') ?? '';
  expect(challenge).toMatch(/^Bearer /);
  const url = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  expect(url, challenge).toBeTruthy();
  return url!;
}

test('without a token the endpoint answers 401, and its challenge leads to RFC 9728 metadata', async () => {
  const url = await expectChallenge(
    await post({ server: 'everything', body: initialize() }),
  );
  expect(url.startsWith(stack.gateway)).toBe(true);
  const metadata = await fetch(url);
  expect(metadata.status).toBe(200);
  const body = (await metadata.json()) as Record<string, unknown>;
  expect(body.resource).toBe(endpointOf('everything'));
  expect(body.authorization_servers).toEqual([stack.gateway]);
});

test("a Backstage token is refused, a person's own included", async () => {
  const { token } = await as('alice');
  await expectChallenge(
    await post({ server: 'everything', token, body: initialize() }),
  );
});

test("a token for another server's endpoint is refused", async () => {
  const { token } = await gatewayToken('alice', 'orders');
  await expectChallenge(
    await post({ server: 'everything', token, body: initialize() }),
  );
});

test('alg:none, a changed payload and a foreign signature are refused', async () => {
  const { token } = await gatewayToken('alice', 'everything');
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = [
    `${encode({
      alg: 'none',
      typ: JSON.parse(Buffer.from(header, 'base64url').toString()).typ,
    })}.${payload}.`,
    `${header}.${encode({ ...claims, sub: 'user:default/bob' })}.${signature}`,
    `${header}.${payload}.${Buffer.alloc(64, 1).toString('base64url')}`,
    'not-a-token',
  ];
  for (const value of forged)
    await expectChallenge(
      await post({ server: 'everything', token: value, body: initialize() }),
    );
});

test('a token in the address is no token', async () => {
  const { token } = await gatewayToken('alice', 'everything');
  const response = await fetch(
    `${endpointOf('everything')}?access_token=${token}`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(initialize()),
    },
  );
  await expectChallenge(response);
});

test('a revoked token is refused', async () => {
  const { token, id } = await gatewayToken('alice', 'everything');
  const { gateway } = await as('alice');
  const revoked = await gateway.DELETE('/tokens/{id}', {
    params: { path: { id } },
  });
  expect(revoked.response.status).toBe(204);
  await expectChallenge(
    await post({ server: 'everything', token, body: initialize() }),
  );
});

test('an expired token is refused', async () => {
  test.slow();
  const { token, expiresAt } = await gatewayToken('alice', 'everything', 60);
  await new Promise(resolve =>
    setTimeout(resolve, Date.parse(expiresAt) - Date.now() + 1_500),
  );
  const response = await post({
    server: 'everything',
    token,
    body: initialize(),
  });
  await expectChallenge(response);
  expect(await response.text()).toContain('expired');
});

test('the list of tokens never shows one', async () => {
  const { token } = await gatewayToken('alice', 'everything');
  const { gateway } = await as('alice');
  const { data, response } = await gateway.GET('/tokens');
  expect(response.status).toBe(200);
  expect(data!.items.length).toBeGreaterThan(0);
  expect(JSON.stringify(data)).not.toContain(token.split('.')[2]);
});
