import { gatewayToken } from '../support/api';
import { giveAccess } from '../support/giveAccess';
import { connectClient } from '../support/mcp';
import { expect, expectAccessible, shot, shots, test } from '../support/people';
import { stack } from '../support/stack';

const REFUND = {
  name: 'refund_order',
  arguments: { orderId: 'ORD-999999999', reason: 'The browser test' },
};

test('a refund needs Alice’s own word: she gives it on the page that the refusal names, and takes it back', async ({
  alice: at,
}) => {
  await giveAccess('alice', 'orders', ['search_orders', 'refund_order']);
  const { page, problems } = at;
  const { token } = await gatewayToken('alice', 'orders');
  const client = await connectClient({ token, server: 'orders' });
  const refusal = async (): Promise<string> =>
    await client.callTool(REFUND).then(
      () => 'not refused',
      (error: Error) => error.message,
    );

  const words = await refusal();
  expect(words).toContain('A developer’s refunds need their own word');
  const [, link = ''] = /Confirm it here: (\S+)$/.exec(words) ?? [];
  await page.goto(link);
  await expect(page.getByText('the tool refund_order')).toBeVisible();
  await expect(page.getByText('sallyport-tests 1.0.0')).toBeVisible();
  await shots(at, '16-confirm');
  await expectAccessible(at);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText('Approved', { exact: true })).toBeVisible();
  await shot(at, '16-confirmed');

  // The gateway lets it through; the orders system knows no such order.
  expect((await client.callTool(REFUND)).isError).toBe(true);
  // A link takes one answer.
  problems.allow(/status of 404 .*\/confirmations\/asked/);
  await page.goto(link);
  await expect(page.getByText('This question has ended')).toBeVisible();

  await page.goto(`${stack.portal}/ai-tools/my-access`);
  const card = page
    .getByRole('list', { name: 'Confirmed calls' })
    .getByRole('listitem')
    .filter({ hasText: 'refund_order' });
  await card.scrollIntoViewIfNeeded();
  await expect(card).toContainText('Approved');
  await shots(at, '16-my-confirmations');
  await expectAccessible(at);
  await card.getByRole('button', { name: /^Take back/ }).click();
  await expect(card).toHaveCount(0);
  expect(await refusal()).toContain('Confirm it here');
  await client.close();
});

test('Carol reads the rule in words beside the policies', async ({
  carol: at,
}) => {
  const { page } = at;
  await page.goto(`${stack.portal}/ai-tools/policies`);
  const card = page
    .getByRole('list', { name: 'Rules that look at what happened before' })
    .getByRole('listitem');
  await expect(card).toContainText('A developer’s refunds need their own word');
  await expect(card).toContainText('People confirm such calls themselves');
  await expect(card).toContainText('Can destroy');
  await card.scrollIntoViewIfNeeded();
  await shots(at, '16-rules');
  await expectAccessible(at);
});
