import { connectClient } from '../support/mcp';
import { gatewayToken } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { expect, expectAccessible, shots, test } from '../support/people';
import { stack } from '../support/stack';

test('Bob sees how his server is used, for whom and what a model pays for it', async ({
  bob: at,
}) => {
  await giveAccess('alice', 'everything', ['echo', 'get-sum']);
  const { token } = await gatewayToken('alice', 'everything');
  const client = await connectClient({ server: 'everything', token });
  for (let nth = 0; nth < 5; nth += 1) {
    await client.callTool({
      name: 'echo',
      arguments: { message: `no. ${nth}` },
    });
  }
  await client.callTool({ name: 'get-env', arguments: {} }).catch(() => {});
  await client.close();

  const { page } = at;
  const address = `${stack.portal}/ai-tools/usage?role=owned&range=lastDay&server=everything`;
  // Usage is some seconds behind the calls.
  await expect(async () => {
    await page.goto(address);
    await page.getByText('As a table: Which tools are used most?').click();
    await expect(
      page
        .getByRole('group', { name: 'Which tools are used most?' })
        .getByRole('row')
        .filter({ hasText: 'echo' }),
    ).toContainText(/[5-9]|\d\d/, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  await page.getByText('As a table: Why are calls refused?').click();
  await expect(
    page.getByRole('group', { name: 'Why are calls refused?' }),
  ).toContainText(/does not cover/i);
  await expect(page.getByRole('group', { name: 'People' })).toContainText(
    /alice/i,
  );
  await page.setViewportSize({ width: 1280, height: 2_600 });
  await shots(at, '22-usage');
  await expectAccessible(at);

  await page.goto(`${stack.portal}/catalog/default/api/everything/usage`);
  await expect(page.getByText('How much is it used?').first()).toBeVisible();
  await expect(page.getByText(/costs a model/).first()).toBeVisible();
  await page.getByRole('button', { name: /version/i }).click();
  await page.getByRole('option', { name: /version 1/i }).click();
  await expect(
    page
      .getByRole('columnheader', { name: 'Before' })
      .or(page.getByText(/too recently/)),
  ).toBeVisible();
  await shots(at, '22-usage-server');
  await expectAccessible(at);
  await page.setViewportSize({ width: 1280, height: 900 });
});

test('Dave sees only what he used', async ({ dave: at }) => {
  await at.page.goto(`${stack.portal}/ai-tools/usage?role=all&range=lastDay`);
  await expect(
    at.page.getByRole('heading', { name: 'Usage' }).first(),
  ).toBeVisible();
  await expect(at.page.getByRole('tab', { name: 'Everybody' })).toHaveCount(0);
  await expect(at.page.getByText(/alice/i)).toHaveCount(0);
});
