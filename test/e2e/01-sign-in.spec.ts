import { expect, shots, test, expectAccessible } from '../support/people';
import { stack } from '../support/stack';

test('someone who is not signed in sees one button, and the company’s sign-on behind it', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(stack.portal);
  const button = page.getByRole('button', { name: /sign in/i });
  await expect(button).toBeVisible();
  await shots({ page }, '01-sign-in');
  await expectAccessible({ page });
  await button.click();
  await expect(
    page.getByRole('button', { name: /continue as alice/i }),
  ).toBeVisible();
  await shots({ page }, '01-sign-on');
  await expectAccessible({ page });
  await context.close();
});

test('Alice signs in and lands on the AI tools', async ({ alice }) => {
  await expect(alice.page).toHaveURL(/\/ai-tools/);
  await expect(
    alice.page.getByRole('list', { name: 'AI tools' }),
  ).toBeVisible();
  await shots(alice, '01-signed-in');
});

test('she stays signed in when she comes back', async ({ alice }) => {
  await alice.page.goto(stack.portal);
  await expect(alice.page).toHaveURL(/\/ai-tools/);
  await expect(
    alice.page.getByRole('button', { name: /sign in/i }),
  ).toHaveCount(0);
});
