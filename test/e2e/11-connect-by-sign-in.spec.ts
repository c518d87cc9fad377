import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import { giveAccess } from '../support/giveAccess';
import { GOODBYE, listenForAnswer } from '../support/listenForAnswer';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { rememberOAuth } from '../support/rememberOAuth';
import { sdk1 } from '../support/sdks';
import { endpointOf, stack } from '../support/stack';

const serverUrl = endpointOf('orders');

test('from a bare address through the sign-in in the browser to a list of tools, and out again', async ({
  erin: at,
}) => {
  await giveAccess('erin', 'orders', ['search_orders']);
  const { page } = at;
  const program = await listenForAnswer();
  const { provider, address } = rememberOAuth(program.redirectUri);
  try {
    expect(await auth(provider, { serverUrl })).toBe('REDIRECT');
    await page.goto(address());
    await expect(page).toHaveURL(new RegExp(`^${stack.portal}/mcp/consent/`));
    await expect(
      page.getByText('Connect A program on your machine?'),
    ).toBeVisible();
    await expect(page.getByText('You can use this now')).toBeVisible();
    await shots(at, '11-consent');
    await expectAccessible(at);
    await page.getByRole('button', { name: 'Allow' }).click();
    const answer = await program.answer;
    await expect(page.getByText(GOODBYE)).toBeVisible();
    const authorizationCode = answer.get('code') ?? '';
    expect(answer.get('iss')).toBe(stack.gateway);
    expect(await auth(provider, { serverUrl, authorizationCode })).toBe(
      'AUTHORIZED',
    );
    const client = sdk1({ url: serverUrl, provider, fetch });
    await client.connect();
    expect(await client.listTools()).toEqual(['search_orders']);

    await page.goto(`${stack.portal}/ai-tools/my-access`);
    const card = page
      .getByRole('list', { name: 'Connected applications' })
      .getByRole('listitem');
    await expect(card).toContainText('A program on your machine');
    await card.scrollIntoViewIfNeeded();
    await shots(at, '11-connected');
    await card.getByRole('button', { name: 'Disconnect' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    // Light alone: a change of theme builds the page anew and with it closes what is open.
    await shot(at, '11-disconnect');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Disconnect' })
      .click();
    await expect(
      page.getByText('No application is connected by sign-in.'),
    ).toBeVisible();
    await expect(async () => {
      await expect(client.listTools()).rejects.toThrow();
    }).toPass({ timeout: 10_000 });

    const everywhere = { name: 'Sign out everywhere' };
    await page.getByRole('button', everywhere).click();
    await shot(at, '11-sign-out-everywhere');
    await page.getByRole('dialog').getByRole('button', everywhere).click();
    await expect(page.getByText(/^Ended\. Applications: 0\./)).toBeVisible();
    await shots(at, '11-signed-out');
  } finally {
    program.stop();
  }
});

test('what is asked for all AI tools at once is shown by server, and what is cancelled gives no code', async ({
  erin: at,
}) => {
  const { page } = at;
  const program = await listenForAnswer();
  const { provider, address } = rememberOAuth(program.redirectUri);
  try {
    await giveAccess('erin', 'everything');
    await auth(provider, { serverUrl: `${stack.gateway}/mcp` });
    await page.goto(address());
    const asked = page.getByRole('list', { name: 'What it asks for' });
    await expect(asked).toContainText('search_orders');
    await expect(
      asked.getByRole('list', { name: 'Tools that you can use' }),
    ).toHaveCount(2);
    await shots(at, '11-consent-all');
    await expectAccessible(at);
    await page.getByRole('button', { name: 'Cancel' }).click();
    const answer = await program.answer;
    await expect(page.getByText(GOODBYE)).toBeVisible();
    expect(answer.get('code')).toBeNull();
    expect(answer.get('error')).toBe('access_denied');

    at.problems.allow(/no-such-request/);
    await page.goto(`${stack.portal}/mcp/consent/no-such-request`);
    await expect(page.getByText('This request has ended')).toBeVisible();
    await shots(at, '11-ended');
    // Away from it, so that no answer to this page comes while the next test runs.
    await page.goto(`${stack.portal}/ai-tools`);
    await page.waitForLoadState('networkidle');
  } finally {
    program.stop();
  }
});
