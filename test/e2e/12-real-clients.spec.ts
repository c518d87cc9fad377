import type { Page } from '@playwright/test';
import { freshBrowser, openAndSignIn } from '../support/freshBrowser';
import { giveAccess } from '../support/giveAccess';
import { signInInspector } from '../support/inspectorSignIn';
import { GOODBYE, listenForAnswer } from '../support/listenForAnswer';
import { expect, expectAccessible, shots, test } from '../support/people';
import { rememberOAuth } from '../support/rememberOAuth';
import { sdk1, sdk2 } from '../support/sdks';
import { endpointOf, stack } from '../support/stack';

const url = endpointOf('orders');

/** The tools that the consent page names. */
async function toolsAskedFor(page: Page): Promise<string[]> {
  const lists = page.getByRole('list', { name: 'Tools that you can use' });
  await expect(lists).toHaveCount(1);
  return (await lists.locator('code').allTextContents()).sort();
}

/** Keeps what a program asks the gateway, and how that answers. */
function keepRequests() {
  const seen: string[] = [];
  const keep: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    seen.push(`${init?.method ?? 'GET'} ${pathname} ${response.status}`);
    return response;
  };
  return { seen, keep };
}

async function disconnect(page: Page, application: string): Promise<void> {
  await page.goto(`${stack.portal}/ai-tools/my-access`);
  const cards = page
    .getByRole('list', { name: 'Connected applications' })
    .getByRole('listitem')
    .filter({ hasText: application });
  await cards.getByRole('button', { name: 'Disconnect' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Disconnect' })
    .click();
  await expect(cards).toHaveCount(0);
}

for (const [name, connectWith, introducesItselfAs] of [
  ['first', sdk1, 'program-of-v1 1.0.0'],
  ['second', sdk2(), 'program-of-v2 2.0.0'],
] as const) {
  test(`a client of the SDK’s ${name} version: 401, metadata, Alice’s consent, tools, refresh, and its end`, async ({
    browser,
  }) => {
    await giveAccess('alice', 'orders', ['search_orders']);
    const at = await freshBrowser(browser, 'alice');
    const program = await listenForAnswer();
    const memory = rememberOAuth(program.redirectUri);
    const { seen, keep } = keepRequests();
    const options = { url, provider: memory.provider, fetch: keep };
    try {
      // From the address alone: the client finds everything else by itself.
      const first = connectWith(options);
      await expect(first.connect()).rejects.toThrow('Unauthorized');
      expect(seen).toEqual([
        'POST /servers/default/orders/mcp 401',
        'GET /.well-known/oauth-protected-resource/servers/default/orders/mcp 200',
        'GET /.well-known/oauth-authorization-server 200',
      ]);

      const { page } = at;
      await openAndSignIn(page, {
        address: memory.address(),
        person: 'alice',
      });
      await expect(
        page.getByText('Connect A program on your machine?'),
      ).toBeVisible();
      await expect(
        page.getByText(`(${new URL(program.redirectUri).host})`),
      ).toBeVisible();
      const asked = await toolsAskedFor(page);
      await shots(at, `12-consent-${name}`);
      await expectAccessible(at);
      await page.getByRole('button', { name: 'Allow' }).click();
      await expect(page.getByText(GOODBYE)).toBeVisible();
      await first.finish(await program.answer);
      expect(memory.tokens()?.refresh_token).toMatch(/^sallyport_rt_/);

      const client = connectWith(options);
      await client.connect();
      const tools = await client.listTools();
      expect(tools).toContain('search_orders');
      // What the person was asked is what the client got.
      expect(tools.sort()).toEqual(asked);

      // It opens this endpoint, and nothing else: no other server, and nothing of Backstage.
      const bearer = `Bearer ${memory.tokens()?.access_token}`;
      for (const elsewhere of [
        endpointOf('everything'),
        `${stack.gateway}/mcp`,
        `${stack.portal}/api/catalog/entities`,
        `${stack.portal}/api/mcp-gateway/consents`,
      ]) {
        const { status } = await fetch(elsewhere, {
          headers: {
            authorization: bearer,
            accept: 'application/json, text/event-stream',
          },
        });
        expect([elsewhere, status]).toEqual([elsewhere, 401]);
      }

      // The access token ends; the client renews it by itself.
      const before = memory.tokens()?.refresh_token;
      memory.spoilAccessToken();
      expect((await client.listTools()).sort()).toEqual(asked);
      expect(memory.tokens()?.refresh_token).toMatch(/^sallyport_rt_/);
      expect(memory.tokens()?.refresh_token).not.toBe(before);

      const card = page
        .getByRole('list', { name: 'Connected applications' })
        .getByRole('listitem')
        .filter({ hasText: introducesItselfAs });
      // What a client calls itself is written down a moment after its call.
      await expect(async () => {
        await page.goto(`${stack.portal}/ai-tools/my-access`);
        await expect(card).toContainText('Chrome on Linux', { timeout: 3_000 });
      }).toPass({ timeout: 30_000 });
      await expect(card).toContainText('a program on your computer');
      await disconnect(page, introducesItselfAs);
      await expect(async () => {
        await expect(client.listTools()).rejects.toThrow();
      }).toPass({ timeout: 10_000 });
      await client.close();
    } finally {
      program.stop();
      await at.close();
    }
  });
}

test('MCP Inspector’s command line signs Alice in through her browser, and goes on with what it keeps', async ({
  browser,
}) => {
  await giveAccess('alice', 'orders', ['search_orders']);
  const at = await freshBrowser(browser, 'alice');
  const inspector = await signInInspector({ url });
  try {
    const { page } = at;
    await openAndSignIn(page, {
      address: await inspector.address,
      person: 'alice',
    });
    await expect(page.getByText('Connect MCP Inspector?')).toBeVisible();
    const asked = await toolsAskedFor(page);
    await page.getByRole('button', { name: 'Allow' }).click();
    const { code, tools, stderr } = await inspector.result;
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('Authorization complete'),
    ]);
    expect(tools.sort()).toEqual(asked);

    // Nobody is asked again.
    expect((await inspector.again()).tools.sort()).toEqual(asked);
    await disconnect(page, 'MCP Inspector');
    await expect(async () => {
      expect((await inspector.again()).code).not.toBe(0);
    }).toPass({ timeout: 20_000 });
  } finally {
    await inspector.stop();
    await at.close();
  }
});
