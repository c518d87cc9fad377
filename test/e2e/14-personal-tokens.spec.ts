import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { endpointOf, stack } from '../support/stack';

async function listTools(token: string, server: string): Promise<string[]> {
  const client = new Client({ name: 'script', version: '1.0.0' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(endpointOf(server)), {
      requestInit: { headers },
    }),
  );
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

test('a personal access token opens the named tool alone, shows its use and ends when it is revoked', async ({
  erin: at,
}) => {
  await giveAccess('erin', 'orders', ['search_orders']);
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/my-access`);
  const make = { name: 'Make a token' };
  await page.getByRole('button', make).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What is it for?').fill('A script of mine');
  await dialog.getByRole('checkbox', { name: /order/i }).first().press('Space');
  await shot(at, '14-personal-token-dialog');
  await expectAccessible(at);
  await dialog.getByRole('button', make).click();

  const shown = page.getByText(/^sallyport_pat_[0-9A-Za-z]{49}$/);
  await expect(shown).toBeVisible();
  const token = (await shown.textContent()) ?? '';
  const command = page.getByText(/^claude mcp add .*Bearer \$\{/);
  await expect(command).toBeVisible();
  await expect(command).not.toContainText(token);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(shown).toBeHidden();

  expect(await listTools(token, 'orders')).toEqual(['search_orders']);
  await expect(listTools(token, 'everything')).rejects.toThrow();

  const card = page
    .getByRole('list', { name: 'My personal access tokens' })
    .getByRole('listitem')
    .filter({ hasText: 'A script of mine' });
  await card.scrollIntoViewIfNeeded();
  await shots(at, '14-personal-tokens');
  await card.getByRole('button', { name: 'Revoke token' }).click();
  await expect(dialog).toBeVisible();
  await shot(at, '14-personal-token-revoke');
  await dialog.getByRole('button', { name: 'Revoke token' }).click();
  await expect(card).toContainText('Revoked');
  await expect(async () => {
    await expect(listTools(token, 'orders')).rejects.toThrow();
  }).toPass({ timeout: 10_000 });
});
